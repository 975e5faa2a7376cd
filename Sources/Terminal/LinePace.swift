/// How much may be sent to a terminal, and when, by how quickly it answers: behind a slow line the buffers between would
/// otherwise swallow frames by the dozen, and every key would act seconds late.
///
/// After a large frame the terminal is asked for its status (`CSI 5 n`); its answer says that all before has arrived. At
/// most two questions stand open. A terminal that never answers is never waited for.
package struct LinePace: Sendable {
    /// Frames from so many bytes on are followed by a question.
    static let largeFrame = 512
    /// A frame that is cut into portions has portions that take the line so long.
    private static let portionSeconds = 0.25
    /// No portion is smaller, in bytes, as long as the line takes less than a second for it.
    private static let smallestPortion = 640
    /// Without an answer for so long the terminal is taken to have stopped answering.
    private static let patience = 20.0
    /// Questions asked of a terminal that has never answered.
    private static let attempts = 3
    /// How long the first frame waits for a first answer where the line may be long.
    private static let firstPatience = 0.3
    /// Bytes of a portion while the line's speed is not known.
    private static let firstPortion = 4_000

    private struct Question {
        /// Bytes sent since the question before.
        var bytes: Int
        /// Seconds on the caller's clock.
        var asked: Double
    }

    private let isRemote: Bool
    private var open: [Question] = []
    private var bytesSinceQuestion = 0
    private var answers = 0
    private var lastAnswer = -Double.infinity
    /// Seconds from a question to its answer on a line that is free.
    private var delay = Double.infinity
    /// Bytes in a second; nil while the line has shown no limit.
    package private(set) var rate: Double?
    private var isMeasured = false

    /// - Parameter isRemote: the terminal is at the other end of a network.
    package init(isRemote: Bool) { self.isRemote = isRemote }

    /// Whether the terminal has ever answered.
    package var isAnswered: Bool { answers > 0 }
    /// Questions that wait for their answer.
    package var openQuestions: Int { open.count }

    /// Takes note of bytes sent.
    /// - Returns: true when a question is to follow them.
    package mutating func sent(_ bytes: Int, at now: Double) -> Bool {
        bytesSinceQuestion += bytes
        // Where portions are small, so is what counts as large: two of them would else go out as one.
        let large = min(Self.largeFrame, (room ?? .max) / 4)
        guard bytes >= large, isAnswered || open.count < Self.attempts else { return false }
        ask(at: now)
        return true
    }

    /// Takes note of a question sent.
    package mutating func ask(at now: Double) {
        open.append(Question(bytes: bytesSinceQuestion, asked: now))
        bytesSinceQuestion = 0
    }

    /// The terminal has answered the oldest question.
    package mutating func answered(at now: Double) {
        guard !open.isEmpty else { return }
        let question = open.removeFirst()
        answers += 1
        // While something else was on its way before, only the time since that arrived belongs to these bytes.
        let isQueued = lastAnswer > question.asked
        if question.bytes < Self.largeFrame, !isQueued { delay = min(delay, now - question.asked) }
        let busy = isQueued ? now - lastAnswer : now - question.asked - (delay.isFinite ? delay : 0)
        lastAnswer = now
        guard question.bytes >= Self.largeFrame else { return }
        isMeasured = true
        // Below a few milliseconds the clock measures everything else.
        let measured = busy > 0.004 ? Double(question.bytes) / busy : 4e6
        let mixed = rate.map { 0.5 * ($0 + measured) } ?? measured
        rate = mixed > 2e6 ? nil : mixed
    }

    /// Whether another frame may be sent.
    package mutating func mayShow(at now: Double) -> Bool {
        guard isAnswered else {
            return !isRemote || open.isEmpty || now - open[0].asked >= Self.firstPatience
        }
        if let oldest = open.first, now - oldest.asked > Self.patience { self = LinePace(isRemote: false) }
        return open.count < 2
    }

    /// Bytes that the next frame may take; nil where there is no limit.
    package var room: Int? {
        guard let rate else { return isAnswered && !isMeasured ? Self.firstPortion : nil }
        return max(Int(rate * Self.portionSeconds), min(Self.smallestPortion, Int(rate)))
    }

    /// True when all of a picture's colours would keep the line busy for longer than a hand waits.
    package var isSlow: Bool { rate.map { Self.wholePicture / $0 > 0.15 } ?? false }

    /// Bytes of a picture that fills half a screen.
    private static let wholePicture = 25_000.0
}
