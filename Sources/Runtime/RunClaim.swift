import Dispatch
import Engine
import Formats
import Foundation
import Glibc
import Synchronization

/// The right to compute a run, which one process at a time holds, on whatever machine reaches the directory.
///
/// Claims are numbered files, `worker-1`, `worker-2` …; the highest counts. The next one is made with `link`, which of
/// several programs one alone can do, on NFS too, so no lock of the system is needed. A holder on this machine is known
/// by its process; one on another says that it lives by renewing the file's time. Who lost the claim (because the
/// machine slept, say) stops computing; what both wrote meanwhile is the same, bit for bit.
final class RunClaim: Sendable {
    /// Who holds a claim.
    struct Holder {
        let identity: WorkerIdentity
        fileprivate let number: Int
        /// Seconds since it last said that it lives.
        let age: Double

        /// True while it can be taken to compute.
        var isAlive: Bool { identity.isHere ? identity.isAlive : age < RunClaim.patience }
    }

    /// Seconds of silence after which a holder on another machine is taken to be gone; more than clocks and the caches
    /// of network file systems differ by.
    static let patience = 30.0

    private let directory: RunDirectory
    private let number: Int
    /// Safe: a dispatch source may be used by any thread.
    nonisolated(unsafe) private let renewal: any DispatchSourceTimer
    private let lost = Atomic<Bool>(false)

    /// Claims a run, and renews that once a second from then on.
    /// - Parameter cancellation: cancelled when the claim is lost or somebody asks the run to stop.
    /// - Throws: `RuntimeError` when another process computes it, or the directory cannot be written.
    init(_ directory: RunDirectory, cancelling cancellation: Cancellation) throws(RuntimeError) {
        let holder = Self.holder(of: directory)
        if let holder, holder.isAlive {
            throw .run(
                path: directory.path,
                reason: "is being computed by process \(holder.identity.process) on \(holder.identity.host)")
        }
        self.directory = directory
        number = (holder?.number ?? 0) + 1
        let identity = WorkerIdentity(running: getpid())
        do throws(FormatError) {
            try AtomicFile.write(identity.text.utf8, to: Self.path(number, directory), overwrite: false)
        } catch {
            guard error.kind == .exists else { throw .format(error) }
            throw .run(path: directory.path, reason: "was taken up by another process just now")
        }
        for (earlier, path) in Self.claims(of: directory) where earlier < number { unlink(path) }
        renewal = DispatchSource.makeTimerSource(
            // Not a global queue, whose threads are all computing when it matters.
            queue: DispatchQueue(label: "braggart.claim", qos: .utility))
        renewal.schedule(deadline: .now(), repeating: 1)
        renewal.setEventHandler { @Sendable [weak self] in self?.renew(cancellation) }
        renewal.resume()
    }

    /// True once another process computes the run.
    var isLost: Bool { lost.load(ordering: .relaxed) }

    /// Gives the run back.
    func release() {
        renewal.cancel()
        unlink(directory.stopPath)
        unlink(Self.path(number, directory))
    }

    deinit { renewal.cancel() }

    private func renew(_ cancellation: Cancellation) {
        if let holder = Self.holder(of: directory), holder.number > number {
            lost.store(true, ordering: .relaxed)
            cancellation.cancel()
        }
        if access(directory.stopPath, F_OK) == 0 { cancellation.cancel() }
        utimes(Self.path(number, directory), nil)
    }

    /// Who computes or computed a run; nil where nobody has begun or the work ended as it should.
    static func holder(of directory: RunDirectory) -> Holder? {
        guard let (number, path) = claims(of: directory).max(by: { $0.number < $1.number }) else { return nil }
        // Opening makes network file systems ask for the file's present time.
        guard let file = FileHandle(forReadingAtPath: path), let data = try? file.readToEnd(),
            let identity = WorkerIdentity(text: String(decoding: data, as: UTF8.self))
        else { return nil }
        var status = stat()
        guard fstat(file.fileDescriptor, &status) == 0 else { return nil }
        let renewed = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) * 1e-9
        return Holder(identity: identity, number: number, age: Date().timeIntervalSince1970 - renewed)
    }

    private static let prefix = "worker-"

    private static func path(_ number: Int, _ directory: RunDirectory) -> String {
        "\(directory.path)/\(prefix)\(number)"
    }

    private static func claims(of directory: RunDirectory) -> [(number: Int, path: String)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        return names.compactMap { name in
            guard name.hasPrefix(prefix), let number = Int(name.dropFirst(prefix.count)), number > 0 else { return nil }
            return (number, path(number, directory))
        }
    }
}
