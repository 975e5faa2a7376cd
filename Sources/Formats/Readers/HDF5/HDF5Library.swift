import CHDF5
import Glibc

/// The HDF5 library behind one lock: it is not safe for several threads unless it was built so.
package enum HDF5Library {
    /// Recursive, so that handles may be released while it is held.
    private nonisolated(unsafe) static let mutex: UnsafeMutablePointer<pthread_mutex_t> = {
        // Unsafe only in name: made once, never freed, and touched by pthread calls alone.
        let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        var attributes = pthread_mutexattr_t()
        pthread_mutexattr_init(&attributes)
        pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_RECURSIVE))
        pthread_mutex_init(mutex, &attributes)
        pthread_mutexattr_destroy(&attributes)
        // At its exit the library would write once more what a full disk refused, and crash. Every file is closed by its
        // handle.
        H5dont_atexit()
        return mutex
    }()

    /// Runs `body` alone, with the library's own error printing off.
    package static func locked<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        // Most calls are shorter than falling asleep and being woken.
        var tries = 0
        while pthread_mutex_trylock(mutex) != 0 {
            tries += 1
            guard tries < 500 else {
                pthread_mutex_lock(mutex)
                break
            }
        }
        defer { pthread_mutex_unlock(mutex) }
        hdf5_silence()
        return try body()
    }

    /// Why the last call failed: the innermost message of the library's error stack.
    static var lastReason: String {
        var reason = ""
        withUnsafeMutablePointer(to: &reason) { pointer in
            _ = H5Ewalk2(
                0, H5E_WALK_UPWARD,
                { _, description, target in
                    guard let target, let text = description?.pointee.desc else { return 0 }
                    let reason = target.assumingMemoryBound(to: String.self)
                    if reason.pointee.isEmpty { reason.pointee = String(cString: text) }
                    return 0
                }, pointer)
        }
        return reason.isEmpty ? "the HDF5 library gives no reason" : reason
    }
}

/// An open object of the library, closed with the last reference to it.
///
/// `@unchecked Sendable`: the identifier never changes, and the library is called under `HDF5Library.locked` only.
final class HDF5Handle: @unchecked Sendable {
    let id: hid_t
    private let release: @convention(c) (hid_t) -> herr_t

    /// Nil for the negative identifier that failing calls return.
    init?(_ id: hid_t, _ release: @escaping @convention(c) (hid_t) -> herr_t) {
        guard id >= 0 else { return nil }
        self.id = id
        self.release = release
    }

    deinit {
        HDF5Library.locked {
            // Why a call failed is told by an error stack that the next call clears, this one too.
            let reasons = H5Eget_current_stack()
            _ = release(id)
            H5Eset_current_stack(reasons)
        }
    }
}
