public import Language
public import Sound
public import Tensors
public import Workplace

/// The mel bands themselves, in decibels under the example's own maximum, no less than -80.
public struct MelBands: FrameFeatures {
    public static var word: String { "mel" }
    public static var noun: String { "mel bands" }
    public static var row: String { "band" }
    public static var areBands: Bool { true }
    public static var areDecibels: Bool { true }
    public static func chosen(by choices: Choices) -> MelBands { MelBands() }

    public init() {}
    public var facts: [(key: String, value: Scalar)] { [] }
    public func rows(ofBands bands: Int) -> Int { bands }
    public func computed(of sound: Signal, by analysis: MelAnalysis, parallel: Parallel) throws -> Tensor {
        try analysis.spectrogram(of: sound, as: .decibels(), parallel: parallel).tensor
    }
}
