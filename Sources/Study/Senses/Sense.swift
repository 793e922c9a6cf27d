public import Datasets
public import Language
public import Media
public import Networks
public import Picture
public import Session
public import Sound
public import Tensors
public import Workplace

/// One way to take in a clip: what it becomes, which options say so, and how files are read for it.
public protocol Sense: Hashable, Sendable, Codable {
    /// The word for it: behind 'modality:', and for a network's part in a fusion.
    static var word: String { get }
    /// Who judges by it alone: `the ear`.
    static var judge: String { get }
    /// A key that a stored one has, and those after it among `senses` have not; nil for the last.
    static var mark: String? { get }
    /// What its part of the features' recipes is called.
    static var recipeVerb: RecipeVerb { get }
    /// Itself, where people can ask for it.
    static var asked: (any AskedSense.Type)? { get }

    /// The shape of one example.
    var input: Shape { get }
    /// Moments of one example, one after the other: frames of a spectrogram, or pictures.
    var steps: Int { get }
    /// How many of `steps` hold something of a clip of `seconds`; at most all.
    func steps(seconds: Double) -> Int
    /// Seconds of one example.
    var length: Double { get }
    /// The stretches, in seconds, that a clip becomes examples of, as `SoundFrontEnd.segments` cuts it.
    func segments(seconds: Double, overlapping: Bool) -> [Range<Double>]
    /// Whether the rows of an example are not on one scale, so that each has a mean and a deviation of its own.
    var isStandardisedByRow: Bool { get }
    /// Over the examples that a network was trained on.
    var standard: Standard { get set }
    /// How it hears; nil where it only sees.
    var heard: SoundFrontEnd? { get }
    /// How it sees; nil where it only hears.
    var seen: PictureFrontEnd? { get }
    /// Whether an example of silence can be told from one that holds something.
    var tellsSilence: Bool { get }

    /// `96 bands x 173 frames (4.0 s at 22.05 kHz)`
    var summary: String { get }
    /// What stands along the axes of an example: `channel, band, frame`.
    var axes: String { get }
    /// How numbers are brought to the standard: `(decibels - -41.5) / 17.0`.
    var standardLine: String { get }

    /// All that features depend on but the clip: they are kept before standardisation.
    func cut(overlapping: Bool) -> Recipe
    /// What reads files and sounds for it; all that is the same for all clips is prepared once.
    func perceiver(_ movies: MediaPool) throws -> any Perceiver
    /// - Throws: `UnfitOption` where what is varied in training does not go with it.
    func checkVariation(_ choices: Choices) throws
    /// The examples as they are learned from: varied as features, or taken in anew in each epoch.
    func lessons(_ examples: Examples, of table: ClipTable, _ choices: Choices, seed: UInt64, in work: Workspace) throws
        -> any Lessons
}

extension Sense {
    public static var mark: String? { nil }
    public static var asked: (any AskedSense.Type)? { nil }
    public var heard: SoundFrontEnd? { nil }
    public var seen: PictureFrontEnd? { nil }
    public var tellsSilence: Bool { false }
    public var standardLine: String { "(x - \(standard.means)) / \(standard.deviations), row by row" }
    public func lessons(
        _ examples: Examples, of table: ClipTable, _ choices: Choices, seed: UInt64, in work: Workspace
    ) throws -> any Lessons {
        try checkVariation(choices)
        return ExampleLessons(examples, standard, seed: seed)
    }
}

/// A sense that people can ask for by its word.
public protocol AskedSense: Sense {
    /// The options that say how.
    static var options: [any OptionDeclaration] { get }
    /// Whether the clips have what it takes in.
    static func suits(_ table: ClipTable) -> Bool
    /// What the options ask for, where `table` decides what they leave open.
    static func chosen(by choices: Choices, for table: ClipTable, in work: Workspace) throws -> Self
}

extension AskedSense {
    public static var asked: (any AskedSense.Type)? { Self.self }
}

/// A sense at work: (segments, rows, columns) of files, sounds and pictures, before standardisation.
public protocol Perceiver: Sendable {
    /// The examples numbered `numbers` of a clip whose file is at `path`; and whether the channels of its sound cancel each
    /// other, so that what is heard of it is silence.
    ///
    /// - Throws: `SoundFileFault`, `MediaFault`, `SpectralFault`, `ResampleFault`, `LackingClip`.
    func examples(
        of clip: Clip, at path: String, overlapping: Bool, numbers: Range<Int>
    ) throws -> (features: Tensor, cancels: Bool)
    /// The examples of a sound, one for each part.
    func examples(of sound: Signal, in parts: [Range<Double>]) throws -> Tensor
    /// The examples of pictures without a sound, one for each part.
    func examples(of pictures: Frames, in parts: [Range<Double>], _ parallel: Parallel) throws -> Tensor
}

extension Perceiver {
    public func examples(of sound: Signal, in parts: [Range<Double>]) throws -> Tensor { throw SoundToSee() }
    public func examples(of pictures: Frames, in parts: [Range<Double>], _ parallel: Parallel) throws -> Tensor {
        throw PicturesToHear()
    }
}

extension RecipeVerb {
    /// Those of all senses.
    public static let ofSenses = senses.map { $0.recipeVerb }
}

/// A number as an ingredient of a recipe.
func literal(_ value: Double, _ dimension: Dimension = .none) -> Recipe.Ingredient {
    .literal(Scalar.quantity(Quantity(value, dimension)).description)
}

/// Something that lacks what a network takes in.
public protocol LackingClip: Fault {
    /// The word of the sense that has nothing: `sound`.
    var lack: String { get }
}

/// The word of the sense that something has nothing for, where that is what is wrong with it.
func lack(of fault: any Fault) -> String? {
    switch (fault as? MediaFault)?.problem {
    case .noSound: SoundFrontEnd.word
    case .noPictures: PictureFrontEnd.word
    default: (fault as? any LackingClip)?.lack
    }
}

extension Collection<String?> {
    /// What all of them lack; nil where some lack something else, or are at fault otherwise.
    var shared: String? {
        guard let first = first ?? nil, allSatisfy({ $0 == first }) else { return nil }
        return first
    }
}

/// A movie without what the network's one sense takes in.
struct NothingForItsSense: LackingClip {
    var path: String
    var lack: String
    var remedy: String?
    var cause: String { "'\(path)' has no \(lack)" }
}

/// A clip that is numbers computed elsewhere, where something is to be heard or seen.
public struct FeaturesAlone: Fault {
    public var path: String
    public init(path: String) { self.path = path }
    public var cause: String { "'\(path)' holds features: there is no sound in it and no picture" }
    public var remedy: String? { "take the sounds or movies that the features were computed from" }
}

/// A movie that has neither.
struct NothingToTakeIn: Fault {
    var path: String
    var cause: String { "'\(path)' has neither sound nor pictures" }
    var remedy: String? { "leave it out of the data set" }
}

/// A network that hears, and pictures.
public struct PicturesToHear: LackingClip {
    public var lack: String { SoundFrontEnd.word }
    public var cause: String { "the network hears, and pictures alone have no sound" }
    public var remedy: String? { "give it the movie" }
}

/// A network that sees, and a sound.
public struct SoundToSee: LackingClip {
    public var lack: String { PictureFrontEnd.word }
    public var cause: String { "the network sees, and a sound has no pictures" }
    public var remedy: String? { "give it a movie" }
}
