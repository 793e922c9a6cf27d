import Testing

@testable import Language

@Suite struct ParameterTests {
    private func read<Value: ParameterValue>(_ type: Value.Type, _ source: String) throws -> Value? {
        Value(try Scalar(parsing: source))
    }

    @Test func valuesReadWhatTheyWrite() throws {
        func check<Value: ParameterValue & Equatable>(_ value: Value) throws {
            #expect(Value(value.scalar) == value)
            #expect(Value(try Scalar(parsing: value.scalar.description)) == value)
        }
        try check(96)
        try check(0.1)
        try check(true)
        try check("a \"b\"")
        try check(Seconds(0.025))
        try check(Hertz(22050))
        try check(Decibels(-20))
        try check(Semitones(3))
        try check(Fraction(0.2))
        try check(PixelCount(1600))
        try check(FrameLength.time(0.01))
        try check(FrameLength.samples(512))
        try check(Wave.square)
        try check(ParameterRange(Hertz(0), Hertz(4000)))
        try check([1, 2, 3])
        try check(Word("sea waves"))
        #expect(try read(Word.self, "true") == Word("true"))
        #expect(try read(Word.self, "3") == nil)
        try check(#require(Entries(.list([.word("dog"), .quantity(Quantity(5)), .text("a b")]))))
        try check(#require(Entries(.quantity(Quantity(0.2)))))
        #expect(try read(Entries.self, "[dog, 3 s]") == nil)
        #expect(try read(Entries.self, "[]") == nil)
    }

    @Test func valuesRefuseOtherDimensions() throws {
        #expect(try read(Int.self, "2.5") == nil)
        #expect(try read(Int.self, "3 samples") == nil)
        #expect(try read(Int.self, "1e300") == nil)
        #expect(try read(Double.self, "3 s") == nil)
        #expect(try read(Seconds.self, "3") == nil)
        #expect(try read(PixelCount.self, "2.5 px") == nil)
        #expect(try read(FrameLength.self, "-5 ms") == nil)
        #expect(try read(FrameLength.self, "2.5 samples") == nil)
        #expect(try read(Wave.self, "\"sine\"") == nil)
        #expect(try read([Int].self, "[1, 2.5]") == nil)
        #expect(try read(ParameterRange<Hertz>.self, "1 Hz .. 2 s") == nil)
    }

    @Test func objectsOutsideItsLimits() throws {
        let bands = Parameter<Int>("bands", default: 128, in: 1...512, "")
        #expect(bands.objection(to: try Scalar(parsing: "512")) == nil)
        #expect(bands.objection(to: try Scalar(parsing: "513")) == "takes 1 to 512")
        #expect(bands.objection(to: try Scalar(parsing: "3 s")) == "takes a count, such as 96")
        let range = Parameter<ParameterRange<Hertz>>("range", in: 0...8000, "")
        #expect(range.objection(to: try Scalar(parsing: "0 Hz .. 8 kHz")) == nil)
        #expect(range.objection(to: try Scalar(parsing: "0 Hz .. 9 kHz")) == "takes 0 Hz to 8 kHz")
        let parts = Parameter<[Fraction]>("parts", in: 0...1, "")
        #expect(parts.objection(to: try Scalar(parsing: "[20 %, 2]")) == "takes 0 % to 100 %")
        #expect(bands.bounds == "1 to 512")
    }

    @Test func anExtentIsAtLeastOneSample() {
        #expect(FrameLength.time(0.01).samples(at: 22050) == 221)
        #expect(FrameLength.time(1e-9).samples(at: 22050) == 1)
        #expect(FrameLength.time(1e300).samples(at: 1e300) == 1 << 53)
        #expect(FrameLength.time(1).samples(at: .nan) == 1)
        #expect(FrameLength.samples(512).samples(at: 1) == 512)
    }
}
