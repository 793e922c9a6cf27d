import Testing

@testable import Plotting

@Suite struct NumberTextTests {
    @Test(arguments: [
        (0.0, "0"), (-0.00001, "−1 × 10⁻⁵"), (0.801, "0.801"), (10826.7, "10\u{2009}800"), (1234.0, "1230"),
        (22.05, "22.1"), (-80, "−80"), (3.4e38, "3.4 × 10³⁸"), (.infinity, "∞"), (-.infinity, "−∞"),
        (.nan, "not a number"),
    ])
    func briefNumbersHaveThreeDigits(value: Double, text: String) {
        #expect(NumberText.brief(value) == text)
    }

    @Test func zeroHasNoSign() {
        #expect(NumberText.fixed(-0.0, decimals: 1) == "0.0")
        #expect(NumberText.fixed(-0.04, decimals: 1) == "0.0")
    }

    @Test func clocksCarry() {
        #expect(NumberText.clock(59.99, hours: false, decimals: 1) == "1:00.0")
        #expect(NumberText.clock(3725, hours: true) == "1:02:05")
        #expect(NumberText.clock(-30, hours: false) == "−0:30")
    }
}
