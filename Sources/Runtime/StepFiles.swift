import Dispatch
import Engine
import Formats
import Foundation
import Glibc
import Synchronization

/// Keeps a run's steps as files, `steps/NAME`, written beside the computing twice a second: each whole or not at all, and
/// read back only when it is whole and of this version of the program.
///
/// They are there for a process that dies, and so not forced to the disk: one that a power cut damages is noticed by its
/// checksum. A disk that takes no more ends the keeping, not the work.
final class StepFiles: StepKeeper {
    private struct State {
        /// What is not written yet, in the order that it came.
        var waiting: [(step: String, checkpoint: Checkpoint)] = []
        var isComplaining = false
    }

    let interval = Duration.milliseconds(500)
    private let folder: String
    private let state = Mutex(State())
    /// One writing after the other.
    private let queue = DispatchQueue(label: "braggart.steps", qos: .utility)
    /// Safe: a dispatch source may be used by any thread.
    nonisolated(unsafe) private let timer: any DispatchSourceTimer

    /// - Parameter folder: made when the first step is written.
    init(folder: String) {
        self.folder = folder
        timer = DispatchSource.makeTimerSource(queue: queue)
        timer.schedule(deadline: .now() + 0.5, repeating: 0.5)
        timer.setEventHandler { @Sendable [weak self] in self?.write() }
        timer.resume()
    }

    deinit { timer.cancel() }

    /// Writes what waits, and keeps nothing after that.
    func close() {
        timer.cancel()
        queue.sync { write() }
    }

    /// Forgets all, once the work is done.
    func removeAll() {
        timer.cancel()
        state.withLock { $0.waiting = [] }
        queue.sync { _ = try? FileManager.default.removeItem(atPath: folder) }
    }

    func checkpoint(of step: String) -> Checkpoint? {
        if let waiting = state.withLock({ $0.waiting.last { $0.step == step } }) { return waiting.checkpoint }
        guard let data = FileManager.default.contents(atPath: path(step)), data.starts(with: Self.head) else {
            return nil
        }
        let size = MemoryLayout<UInt64>.size
        let body = data.dropFirst(Self.head.count)
        guard body.count >= size else { return nil }
        let bytes = [UInt8](body.dropFirst(size))
        return Array(body.prefix(size)) == Self.checksum(bytes) ? Checkpoint(bytes: bytes) : nil
    }

    func keep(_ checkpoint: Checkpoint, of step: String) {
        state.withLock { state in
            state.waiting.removeAll { $0.step == step }
            state.waiting.append((step, checkpoint))
        }
    }

    func forget(beginning prefix: String) {
        state.withLock { state in state.waiting.removeAll { $0.step.hasPrefix(prefix) } }
        queue.async { @Sendable [folder] in
            for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            where name.hasPrefix(prefix) { unlink("\(folder)/\(name)") }
        }
    }

    private func path(_ step: String) -> String { "\(folder)/\(step)" }

    /// Writes what waits, in its order. On the queue.
    private func write() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        guard !waiting.isEmpty else { return }
        mkdir(folder, 0o777)
        for (step, checkpoint) in waiting {
            do throws(FormatError) {
                try AtomicFile.write(
                    checkpoint.bytes, after: Self.head + Self.checksum(checkpoint.bytes), to: path(step),
                    overwrite: true, isDurable: false)
            } catch {
                let isNew = state.withLock { state in
                    defer { state.isComplaining = true }
                    return !state.isComplaining
                }
                guard isNew else { continue }
                let words = "\(error) The work goes on; if it is ended, what is not finished is computed again.\n"
                FileHandle.standardError.write(Data(words.utf8))
            }
        }
    }

    private static let head = Array("braggart step \(Version.current)\n".utf8)

    /// FNV-1a over words of 64 bits.
    private static func checksum(_ bytes: [UInt8]) -> [UInt8] {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        bytes.withUnsafeBytes { bytes in
            let words = bytes.count / 8
            for word in 0..<words {
                hash = (hash ^ bytes.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self)) &* 0x100_0000_01b3
            }
            for byte in bytes[(words * 8)...] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        return withUnsafeBytes(of: hash) { Array($0) }
    }
}
