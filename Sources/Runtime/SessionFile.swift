import Dispatch
import Formats
import Foundation
import Session
import Synchronization

/// `session.json` beside the dataset's settings: where the user was. Written whole, a second after it changed and at the
/// end; of several explorers on one dataset the last one's stands.
final class SessionFile: Sendable {
    private struct State {
        /// As it was last written or read, or waits to be written.
        var newest: SavedSession?
        var isWaiting = false
        /// Trouble is said once, at the end.
        var failure: RuntimeError?
    }

    private let store: DatasetStore
    private let path: String
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "braggart.session", qos: .utility)

    /// Nothing is read or written yet.
    init(_ store: DatasetStore) {
        self.store = store
        path = store.directory + "/session.json"
    }

    /// What was kept; nil where nothing was, or where it is damaged: nothing is lost but a place.
    /// - Throws: `RuntimeError` when it is of a newer version.
    func read() throws(RuntimeError) -> SavedSession? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        struct Head: Decodable { var version: Int }
        do {
            let version = try JSONDecoder().decode(Head.self, from: data).version
            guard version <= SavedSession.newest else {
                throw RuntimeError.run(
                    path: path, reason: "is of a newer version (format \(version)): it is left alone, and not taken up")
            }
            return try JSONDecoder().decode(SavedSession.self, from: data)
        } catch let error as RuntimeError { throw error } catch { return nil }
    }

    /// Takes this as what is kept already.
    func hold(_ session: SavedSession) { state.withLock { $0.newest = session } }

    /// Writes a session in a second, where it differs from what is kept; of several in that time the last.
    func keepSoon(_ session: SavedSession) {
        let begins = state.withLock { state in
            guard state.newest != session else { return false }
            state.newest = session
            defer { state.isWaiting = true }
            return !state.isWaiting
        }
        guard begins else { return }
        queue.asyncAfter(deadline: .now() + 1) { @Sendable [weak self] in self?.write() }
    }

    /// Writes a session before it returns, where it differs from what was written.
    /// - Throws: `RuntimeError` when that, or an earlier writing, was not possible.
    func keepNow(_ session: SavedSession) throws(RuntimeError) {
        state.withLock { state in
            guard state.newest != session else { return }
            state.newest = session
            state.isWaiting = true
        }
        queue.sync { write() }
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    /// On the queue.
    private func write() {
        let session = state.withLock { state in
            defer { state.isWaiting = false }
            return state.isWaiting ? state.newest : nil
        }
        guard let session else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        var failure: RuntimeError?
        do {
            try store.make()
            try AtomicFile.write(try encoder.encode(session.shortened), to: path, overwrite: true)
        } catch { failure = .run(path: path, reason: "cannot be written: \(error)") }
        state.withLock { $0.failure = failure }
    }
}
