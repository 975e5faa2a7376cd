import Terminal
import Testing

@Suite struct LinePaceTests {
    /// A line of so many bytes a second with a delay each way, and a terminal at its end that answers.
    private struct Line {
        let rate: Double
        let delay: Double
        private var free = 0.0
        private var arrivals: [(at: Double, bytes: Int)] = []
        private var answers: [Double] = []

        init(rate: Double, delay: Double) {
            self.rate = rate
            self.delay = delay
        }

        mutating func send(_ bytes: Int, asks: Bool, at now: Double) {
            free = max(free, now) + Double(bytes) / rate
            arrivals.append((free + delay, bytes))
            if asks { answers.append(free + 2 * delay) }
        }

        mutating func takeAnswers(until now: Double) -> [Double] {
            defer { answers.removeAll { $0 <= now } }
            return answers.filter { $0 <= now }
        }

        /// Bytes that have not arrived.
        func queued(at now: Double) -> Int { arrivals.reduce(0) { $0 + ($1.at - delay > now ? $1.bytes : 0) } }
    }

    /// A key is held for so many seconds, 30 times a second; each step is a frame of so many bytes, or as much of it as
    /// there is room for.
    private func hold(_ line: inout Line, frame: Int, seconds: Double, isRemote: Bool) -> (queued: Int, frames: Int) {
        var pace = LinePace(isRemote: isRemote)
        pace.ask(at: 0)
        line.send(4, asks: true, at: 0)
        var (worst, frames, now, left) = (0, 0, 0.0, 0)
        var step = 0
        while now < seconds {
            now += 0.005
            for _ in line.takeAnswers(until: now) { pace.answered(at: now) }
            if Int(now * 30) > step {
                step = Int(now * 30)
                left = frame
            }
            guard left > 0, pace.mayShow(at: now) else { continue }
            let portion = min(left, pace.room ?? .max)
            left -= portion
            frames += 1
            line.send(portion, asks: pace.sent(portion, at: now), at: now)
            if now > seconds / 2 { worst = max(worst, line.queued(at: now)) }
        }
        return (worst, frames)
    }

    @Test(arguments: [(125_000.0, 0.2), (11_500, 0.05), (960, 0.1), (10_000_000, 0.2), (50_000_000, 0.0002)])
    func neverMoreThanTwoFramesWait(rate: Double, delay: Double) {
        var line = Line(rate: rate, delay: delay)
        let frame = 9000
        let (queued, frames) = hold(&line, frame: frame, seconds: 20, isRemote: true)
        #expect(queued <= 2 * frame)
        // What waits is shown within three quarters of a second, or is the least that makes a picture.
        #expect(Double(queued) / rate <= 0.75 || queued <= 2 * 900)
        // The line is used.
        #expect(Double(frames) > min(15, 20 * rate / 900 / 3))
    }

    @Test func aSilentTerminalIsNeverWaitedFor() {
        var pace = LinePace(isRemote: false)
        pace.ask(at: 0)
        var questions = 1
        for frame in 1...100 {
            let now = Double(frame) / 30
            let mayShow = pace.mayShow(at: now)
            #expect(mayShow && pace.room == nil && !pace.isSlow)
            if pace.sent(20_000, at: now) { questions += 1 }
        }
        #expect(questions == 3)
    }

    @Test func theFirstFrameOverANetworkWaitsForAnAnswerButNotLong() {
        var pace = LinePace(isRemote: true)
        func mayShow(at now: Double) -> Bool { pace.mayShow(at: now) }
        #expect(mayShow(at: 0))
        pace.ask(at: 0)
        #expect(!mayShow(at: 0.1))
        #expect(mayShow(at: 0.3))
        pace.answered(at: 0.15)
        #expect(mayShow(at: 0.15))
        #expect(pace.room != nil)
    }

    @Test func aTerminalThatStopsAnsweringIsLetGoOf() {
        var pace = LinePace(isRemote: false)
        pace.ask(at: 0)
        pace.answered(at: 0.01)
        func mayShow(at now: Double) -> Bool { pace.mayShow(at: now) }
        func sent(_ bytes: Int, at now: Double) -> Bool { pace.sent(bytes, at: now) }
        #expect(sent(5000, at: 1))
        #expect(sent(5000, at: 1.1))
        #expect(!mayShow(at: 1.2))
        #expect(!mayShow(at: 15))
        #expect(mayShow(at: 22))
    }

    @Test func smallFramesAreNotAskedAfter() {
        var pace = LinePace(isRemote: false)
        pace.ask(at: 0)
        pace.answered(at: 0.01)
        func sent(_ bytes: Int, at now: Double) -> Bool { pace.sent(bytes, at: now) }
        #expect(!sent(100, at: 1))
        // 1000 bytes a second: portions are small, and so are frames that are asked after.
        #expect(sent(2000, at: 2))
        pace.answered(at: 4.01)
        #expect(sent(200, at: 5))
        #expect(!sent(100, at: 6))
    }
}
