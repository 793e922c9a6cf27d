import Testing

@testable import Tensors

@Suite struct ArithmeticTests {
    let a = Tensor([2, 2], axes: [Axis("row"), Axis("column")], [1, 2, 3, 4])
    let b = Tensor([2, 2], [4, 3, 2, 1])

    @Test func operationsAreElementByElement() throws {
        #expect(try Tensor.combine(a, .add, b).floats == [5, 5, 5, 5])
        #expect(try Tensor.combine(a, .subtract, b).floats == [-3, -1, 1, 3])
        #expect(try Tensor.combine(a, .multiply, b).floats == [4, 6, 6, 4])
        #expect(try Tensor.combine(a, .divide, 2).floats == [0.5, 1, 1.5, 2])
        #expect(try Tensor.combine(1, .subtract, a).floats == [0, -1, -2, -3])
        #expect(try Tensor.combine(12, .divide, a).floats == [12, 6, 4, 3])
        #expect(try Tensor.combine(a, .add, b).axes == a.axes)
    }

    @Test func resultsThatAreNotFiniteAreFaults() {
        #expect(throws: NotFinite(.divide)) { try Tensor.combine(a, .divide, 0) }
        #expect(throws: NotFinite(.multiply)) { try Tensor.combine(a, .multiply, 1e300) }
    }

    @Test(arguments: [
        (22050.0, "22050"), (0.25, "0.25"), (1.0 / 3, "0.333333"), (1e20, "1e+20"), (-2, "-2"), (1e-9, "1e-09"),
    ]) func numbersAreSpelledAsAPersonWould(number: Double, text: String) {
        #expect(number.spelled == text)
    }

    @Test(
        "what lies halfway goes up",
        arguments: [
            (17.5, 0, "18"), (82.5, 0, "83"), (-82.5, 0, "-83"), (28.499999999999996, 0, "29"), (0.15, 1, "0.2"),
            (6.25, 1, "6.3"), (93.75, 1, "93.8"), (0.4999, 0, "0"), (82.4999, 0, "82"), (123456789.0, 6, "123456789.000000"),
            (1e15, 0, "1000000000000000"), (0.1, 17, "0.10000000000000001"), (0.0, 2, "0.00"), (Double.nan, 1, "nan"),
        ] as [(Double, Int, String)])
    func decimals(number: Double, decimals: Int, text: String) {
        #expect(number.spelled(decimals: decimals) == text)
    }
}
