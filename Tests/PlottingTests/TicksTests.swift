import Foundation
import Testing

@testable import Plotting

@Suite struct TicksTests {
    /// Digits 14 wide, as on a page.
    private func labels(_ ruler: Ruler, length: Double = 1400, gap: Double = 26, most: Int = 8) -> [String] {
        ruler.ticks(length: length, gap: gap, most: most) { Double($0.count) * 14 }.map(\.label)
    }

    private func time(_ lower: Double, _ upper: Double) -> Ruler {
        Ruler(label: "Time", unit: "s", from: lower, to: upper)
    }
    private func hertz(_ lower: Double, _ upper: Double, _ scale: Scale = .linear) -> Ruler {
        Ruler(label: "Frequency", unit: "Hz", scale: scale, from: lower, to: upper)
    }

    @Test func shortTimesAreReadInMilliseconds() {
        #expect(labels(time(0, 0.05)) == ["0", "10", "20", "30", "40", "50"])
        #expect(time(0, 0.05).caption == "Time (ms)")
    }

    @Test func secondsStaySeconds() {
        #expect(labels(time(0, 5)) == ["0", "1", "2", "3", "4", "5"])
        #expect(time(0, 5).caption == "Time (s)")
    }

    @Test func minutesAreReadAsAClock() {
        #expect(labels(time(0, 200)) == ["0:00", "0:30", "1:00", "1:30", "2:00", "2:30", "3:00"])
        #expect(labels(time(0, 7200)).last == "2:00:00")
        #expect(time(0, 200).caption == "Time (min:s)")
    }

    @Test func highFrequenciesAreReadInKilohertz() {
        #expect(labels(hertz(0, 8000)) == ["0", "1", "2", "3", "4", "5", "6", "7", "8"])
        #expect(hertz(0, 8000).caption == "Frequency (kHz)")
        #expect(hertz(0, 500).caption == "Frequency (Hz)")
    }

    @Test func logarithmicAxesShowOneTwoFive() {
        #expect(labels(hertz(20, 20000, .log)) == ["20", "50", "100", "200", "500", "1k", "2k", "5k", "10k", "20k"])
        #expect(labels(hertz(20, 20000, .log), length: 300) == ["100", "1k", "10k"])
        #expect(
            labels(Ruler(label: "Rate", scale: .log, from: 1e-6, to: 1), length: 300) == [
                "10⁻⁶", "10⁻⁴", "10⁻²", "10⁰",
            ])
    }

    @Test func melAxesShowOctaves() {
        #expect(labels(hertz(0, 11025, .melSlaney)) == ["0", "250", "500", "1k", "2k", "4k", "8k"])
        #expect(labels(hertz(0, 11025, .melHTK), length: 200) == ["0", "1k", "4k"])
    }

    @Test func aZoomedLogarithmicAxisFallsBackOnEvenSteps() {
        #expect(
            labels(hertz(1100, 1500, .log)) == ["1100", "1150", "1200", "1250", "1300", "1350", "1400", "1450", "1500"])
    }

    @Test func negativeNumbersHaveAMinusSign() {
        #expect(labels(Ruler(label: "", from: -1, to: 1), most: 4) == ["−1.0", "−0.5", "0.0", "0.5", "1.0"])
    }

    @Test func largeNumbersAreGroupedAndHugeOnesScaled() {
        #expect(
            labels(Ruler(label: "", from: 0, to: 40000), most: 4) == [
                "0", "10\u{2009}000", "20\u{2009}000", "30\u{2009}000", "40\u{2009}000",
            ])
        let huge = Ruler(label: "Energy", unit: "J", from: 0, to: 4e7)
        #expect(labels(huge, most: 4) == ["0", "10", "20", "30", "40"])
        #expect(huge.caption == "Energy (×10⁶ J)")
    }

    @Test func wholeAxesHaveWholeSteps() {
        #expect(labels(Ruler(label: "Epoch", from: 1, to: 3, whole: true)) == ["1", "2", "3"])
    }

    @Test func namesAreThinnedWhereTheyWouldTouch() {
        let ruler = Ruler(label: "", from: -0.5, to: 3.5, names: ["one", "two", "three", "four"])
        #expect(labels(ruler) == ["one", "two", "three", "four"])
        #expect(labels(ruler, length: 250) == ["one", "three"])
    }

    @Test func labelsNeverTouchNorLeaveTheAxis() {
        for scale in Scale.allCases {
            for exponent in stride(from: -9.0, through: 9, by: 0.37) {
                for start in [0.0, -3, 0.7, 123] {
                    for length in [3.0, 60, 250, 1400] {
                        let size = pow(10, exponent)
                        let ruler = Ruler(label: "", unit: "Hz", scale: scale, from: start, to: start + size)
                        let ticks = ruler.ticks(length: length, gap: 10) { Double($0.count) * 12 }
                        var end = -Double.infinity
                        for tick in ticks {
                            let place = ruler.fraction(of: tick.value)
                            #expect(place > -0.01 && place < 1.01)
                            #expect(place * length - Double(tick.label.count) * 6 >= end + 10 - 1e-6)
                            end = place * length + Double(tick.label.count) * 6
                        }
                        #expect(Set(ticks.map(\.label)).count == ticks.count)
                    }
                }
            }
        }
    }

    @Test func impossibleEndsStillMakeAnAxis() {
        let ends = [Double.nan, .infinity, -.infinity, 0, -1, 1e308, .leastNonzeroMagnitude, 1e17]
        for lower in ends {
            for upper in ends {
                for scale in Scale.allCases {
                    let ruler = Ruler(label: "", unit: "s", scale: scale, from: lower, to: upper)
                    #expect(ruler.lower.isFinite && ruler.upper.isFinite && ruler.lower != ruler.upper)
                    #expect(ruler.fraction(of: ruler.upper) == 1)
                    _ = ruler.ticks(length: 500, gap: 5) { Double($0.count) }
                    _ = (ruler.caption, ruler.phrase)
                }
            }
        }
    }

    @Test func axesRunBackwards() {
        let ruler = Ruler(label: "", from: 10, to: 0)
        #expect(ruler.fraction(of: 10) == 0)
        #expect(ruler.fraction(of: 0) == 1)
        #expect(labels(ruler, most: 2) == ["0", "5", "10"])
    }
}
