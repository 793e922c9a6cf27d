import Foundation
import Synchronization
import Language
import Testing

@testable import Terminal

@Suite struct ProgressLineTests {
    /// A clock and a terminal that the test holds.
    private final class Bench: Sendable {
        let time = Mutex(100.0)
        let written = Mutex("")

        func line(isShown: Bool = true, columns: Int = 80) -> ProgressLine {
            ProgressLine(
                isShown: isShown, now: { self.time.withLock { $0 } },
                window: { TerminalWindow(columns: columns, rows: 24) },
                write: { text in self.written.withLock { $0 += text } })
        }

        func pass(_ seconds: Double) { time.withLock { $0 += seconds } }
        var text: String { written.withLock { $0 } }
    }

    @Test func nothingIsShownInTheFirstHalfSecondOrElsewhere() {
        let bench = Bench()
        let line = bench.line()
        bench.pass(0.4)
        line.update(done: 1, total: 2)
        line.erase()
        let hidden = bench.line(isShown: false)
        bench.pass(2)
        hidden.update(done: 1, total: 2)
        hidden.erase()
        #expect(bench.text.isEmpty)
    }

    @Test func itSaysHowFarHowFastAndHowLong() {
        let bench = Bench()
        let line = bench.line()
        bench.pass(10)
        line.update(done: 50, total: 200, unit: "clips", note: "epoch 3")
        #expect(bench.text == "\repoch 3  25 %  30 s left  50/200 clips  5.00 clips/s\u{1B}[K")
        line.erase()
        line.erase()
        #expect(bench.text.hasSuffix("clips/s\u{1B}[K\r\u{1B}[K"))
    }

    @Test func itIsDrawnAtMostTenTimesASecond() {
        let bench = Bench()
        let line = bench.line()
        bench.pass(1)
        for _ in 0..<1000 {
            line.update(fraction: 0.5)
            bench.pass(0.001)
        }
        #expect((9...11).contains(bench.text.filter { $0 == "\r" }.count))
    }

    @Test(arguments: [1, 2, 10, 30]) func itNeverWraps(columns: Int) {
        let bench = Bench()
        let line = bench.line(columns: columns)
        bench.pass(1)
        line.update(fraction: 0.5, done: 1, total: 2, unit: "日本", note: "一二三四五六七八九\n\u{1B}[2J")
        let shown = bench.text.dropFirst().dropLast(3)
        #expect(displayWidth(String(shown)) < columns)
        #expect(!shown.contains("\n") && !shown.contains("\u{1B}"))
    }

    @Test func noNumberIsTooOdd() {
        for fraction in [Double.nan, .infinity, -1, 2, 0, 1, 1e-300] {
            let text = ProgressLine.line(elapsed: 1, fraction: fraction, done: 0, total: 0, unit: "", note: "")
            #expect(!text.contains("nan") && !text.contains("inf"))
        }
        #expect(ProgressLine.line(elapsed: 100, fraction: 0.01, done: nil, total: nil, unit: "", note: "")
            == "1 %  2:45:00 left")
    }
}
