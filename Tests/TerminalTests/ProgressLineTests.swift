import Foundation
import Language
import Synchronization
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
        line.update(1, of: 2)
        line.erase()
        let hidden = bench.line(isShown: false)
        bench.pass(2)
        hidden.update(1, of: 2)
        hidden.erase()
        #expect(bench.text.isEmpty)
    }

    @Test func itSaysHowLongHowFarAndHowFast() {
        let bench = Bench()
        let line = bench.line()
        bench.pass(10)
        line.update(50, of: 200, "clips", made: 20, in: 2, note: "epoch 3")
        #expect(bench.text == "\r15 s left  25 %  10.0 clips/s  epoch 3  50/200 clips\u{1B}[K")
        line.erase()
        line.erase()
        #expect(bench.text.hasSuffix("clips\u{1B}[K\r\u{1B}[K"))
    }

    @Test(
        "time and rate stay where the window is narrow",
        arguments: [
            (80, "1:40 left  50 %  10.0 examples/s  2 of 6  shift 50 %  epoch 3/9"),
            (90, "1:40 left  50 %  10.0 examples/s  2 of 6  shift 50 %  epoch 3/9  1000/2000 examples"),
            (52, "1:40 left  50 %  10.0 examples/s  2 of 6  shif…"),
        ])
    func narrow(columns: Int, text: String) {
        let bench = Bench()
        let line = bench.line(columns: columns)
        bench.pass(1)
        line.update(1000, of: 2000, "examples", made: 10, in: 1, note: "2 of 6  shift 50 %  epoch 3/9")
        #expect(bench.text == "\r" + text + "\u{1B}[K")
    }

    @Test func whatSaysNothingOfItsPaceIsTimedFromItsBeginning() {
        let bench = Bench()
        let line = bench.line()
        func shown(_ done: Int) -> String {
            bench.written.withLock { $0 = "" }
            line.update(done, of: 100)
            return bench.text
        }
        bench.pass(10)
        #expect(shown(50) == "\r10 s left  50 %\u{1B}[K")
        bench.pass(1)
        // Another pass over the clips: the time of the first says nothing about it.
        #expect(shown(0) == "\r0 %\u{1B}[K")
        bench.pass(1)
        #expect(shown(25) == "\r3 s left  25 %\u{1B}[K")
    }

    @Test func itIsDrawnAtMostTenTimesASecond() {
        let bench = Bench()
        let line = bench.line()
        bench.pass(1)
        for _ in 0..<1000 {
            line.update(1, of: 2)
            bench.pass(0.001)
        }
        #expect((9...11).contains(bench.text.filter { $0 == "\r" }.count))
    }

    @Test(arguments: [1, 2, 10, 30]) func itNeverWraps(columns: Int) {
        let bench = Bench()
        let line = bench.line(columns: columns)
        bench.pass(1)
        line.update(1, of: 2, "日本", made: 1, in: 1, note: "一二三四五六七八九\n\u{1B}[2J")
        let shown = bench.text.dropFirst().dropLast(3)
        #expect(displayWidth(String(shown)) < columns)
        #expect(!shown.contains("\n") && !shown.contains("\u{1B}"))
    }

    @Test func noNumberIsTooOdd() {
        for (done, total) in [(0, 0), (-1, 5), (7, 5), (0, 5), (5, 5), (1, 0)] {
            for (made, seconds) in [(0, 0.0), (1, 0), (1, 1e-300), (1, .infinity), (1, .nan)] {
                let bench = Bench()
                let line = bench.line()
                bench.pass(1)
                line.update(done, of: total, "clips", made: made, in: seconds)
                #expect(!bench.text.contains("nan") && !bench.text.contains("inf"), "\(bench.text)")
            }
        }
        let bench = Bench()
        let line = bench.line()
        bench.pass(100)
        line.update(1, of: 100)
        #expect(bench.text == "\r2:45:00 left  1 %\u{1B}[K")
    }
}
