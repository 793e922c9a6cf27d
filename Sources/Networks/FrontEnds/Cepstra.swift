public import Language
public import Sound
public import Tensors
public import Workplace

/// Mel-frequency cepstral coefficients, the first of them the loudness: the orthonormal DCT-II of the bands in decibels.
public struct Cepstra: FrameFeatures {
    public let coefficients: Int
    public init(_ coefficients: Int) { self.coefficients = coefficients }

    public static var word: String { "mfcc" }
    public static var noun: String { "cepstral coefficients" }
    public static var row: String { "coefficient" }
    public static var mark: String? { "coefficients" }
    private static let count = Parameter<Int>(
        "coefficients", in: 1...512, "How many for features: mfcc; 20 when absent")
    public static var options: [any OptionDeclaration] { [count] }
    public static func chosen(by choices: Choices) throws -> Cepstra { Cepstra(try choices.given(count) ?? 20) }

    public var facts: [(key: String, value: Scalar)] { [("coefficients", .quantity(Quantity(Double(coefficients))))] }
    public func rows(ofBands bands: Int) -> Int { coefficients }
    public func check(bands: Int) throws {
        guard (1...bands).contains(coefficients) else { throw FrontEndFault.coefficients(coefficients, ofBands: bands) }
    }
    public func computed(of sound: Signal, by analysis: MelAnalysis, parallel: Parallel) throws -> Tensor {
        try analysis.cepstrum(of: sound, count: coefficients, parallel: parallel).tensor
    }
}
