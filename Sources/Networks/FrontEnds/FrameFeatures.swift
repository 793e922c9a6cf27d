public import Language
public import Sound
public import Tensors
public import Workplace

/// The sets of features there are, the usual one first; a new one is a file beside this one and its name here.
public let frameFeatures: [any FrameFeatures.Type] = [MelBands.self, Cepstra.self]

/// What is made of each frame of a sound before the first layer: `rows` numbers, from the mel bands or from the sound itself.
public protocol FrameFeatures: Hashable, Sendable, Codable {
    /// The word for them, behind 'features:'.
    static var word: String { get }
    /// What they are: `cepstral coefficients`.
    static var noun: String { get }
    /// What one of their rows is: `band`.
    static var row: String { get }
    /// A key that stored ones have, and others have not; nil for the usual ones.
    static var mark: String? { get }
    /// The options that say how, beside those that all have.
    static var options: [any OptionDeclaration] { get }
    /// What the options ask for.
    ///
    /// - Throws: `UnfitOption`.
    static func chosen(by choices: Choices) throws -> Self

    /// Numbers of one frame.
    func rows(ofBands bands: Int) -> Int
    /// - Throws: `FrontEndFault` where there are too few bands for them.
    func check(bands: Int) throws
    /// (rows, frames), with the axes that they are drawn by: the frames' times, and the hertz of rows that are bands.
    ///
    /// - Throws: `SpectralFault`.
    func computed(of sound: Signal, by analysis: MelAnalysis, parallel: Parallel) throws -> Tensor
    /// All that they depend on, for recipes: with their mark among it, where they have one.
    var facts: [(key: String, value: Scalar)] { get }
    /// Whether rows are bands of frequency, so that a higher pitch moves them and they are drawn by the hertz.
    static var areBands: Bool { get }
    /// Whether all rows are decibels below the loudest: on one scale, a filter adds to them, and silence is -80 everywhere.
    static var areDecibels: Bool { get }
}

extension FrameFeatures {
    public static var mark: String? { nil }
    public static var options: [any OptionDeclaration] { [] }
    public func check(bands: Int) throws {}
    public static var areBands: Bool { false }
    public static var areDecibels: Bool { false }
}

/// One of the sets, whichever it is.
public struct AnyFrameFeatures: Sendable {
    public let kind: any FrameFeatures
    public init(_ kind: some FrameFeatures) { self.kind = kind }
}

extension AnyFrameFeatures: Hashable {
    public static func == (left: Self, right: Self) -> Bool { AnyHashable(left.kind) == AnyHashable(right.kind) }
    public func hash(into hasher: inout Hasher) { kind.hash(into: &hasher) }
}

/// Among the keys of whoever has them, told by their mark.
extension AnyFrameFeatures: Codable {
    public init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: AnyKey.self)
        let type = frameFeatures.last { type in type.mark.map { box.contains(AnyKey($0)) } ?? true }!
        kind = try type.init(from: decoder)
    }

    public func encode(to encoder: any Encoder) throws { try kind.encode(to: encoder) }
}

/// A key of something stored, by its name.
public struct AnyKey: CodingKey {
    public let stringValue: String
    public var intValue: Int? { nil }
    public init(_ name: String) { stringValue = name }
    public init?(stringValue: String) { self.init(stringValue) }
    public init?(intValue: Int) { nil }
}
