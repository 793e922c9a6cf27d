public import Datasets
import Foundation
public import Language
public import Media
public import Networks
import Picture
public import Session
import Sound
import Tensors
public import Workplace

/// The options that say how a network hears.
public enum HearingOptions {
    public static let bands = Parameter<Int>("bands", default: 96, in: 1...512, "Mel bands")
    static let length = Parameter<Seconds>(
        "length", in: 0.01...3600,
        "One example: shorter clips are padded, longer ones cut up; what 19 of 20 clips fit in, at most 5 s, when absent")
    static let rate = Parameter<Hertz>(
        "rate", in: 1000...192_000, "Clips are resampled to it; the clips' own rate, at most 22.05 kHz, when absent")
    static let window = Parameter<FrameLength>("window", "Length of a frame; about 93 ms when absent")
    static let hop = Parameter<FrameLength>("hop", "From one frame to the next; a quarter of the window when absent")
    static let low = Parameter<Hertz>("low", default: 0, in: 0...96_000, "Where the lowest band begins")
    static let high = Parameter<Hertz>("high", in: 1...96_000, "Where the highest band ends; half the rate when absent")
    static let features = Parameter<FeatureChoice>(
        "features", default: FeatureChoice(type: frameFeatures[0]),
        "What it hears of each frame: \(alternatives(frameFeatures.map { "\($0.noun) (\($0.word))" }))")
    public static let empty = Parameter<Bool>(
        "empty", "Let bands be empty that no bin of a short window lies in, as many published banks do; refused when absent")

    public static var all: [any OptionDeclaration] { [bands] + others }
    /// Those of a network with a number of bands of its own.
    public static var others: [any OptionDeclaration] {
        [features] + ofFeatures + [length, rate, window, hop, low, high, empty]
    }
    static let ofFeatures = frameFeatures.flatMap { $0.options }
}

/// A set of features, by its word.
struct FeatureChoice: ParameterValue {
    let type: any FrameFeatures.Type

    static var kind: OptionKind { .word(frameFeatures.map { $0.word }) }
    static var expectation: String { alternatives(frameFeatures.map { $0.word }) }
    init(type: any FrameFeatures.Type) { self.type = type }
    init?(_ scalar: Scalar) {
        guard case .word(let word) = scalar, let type = frameFeatures.first(where: { $0.word == word }) else { return nil }
        self.type = type
    }
    var scalar: Scalar { .word(type.word) }
    var limit: Never? { nil }
    static func spell(_ limit: Never) -> String {}
}

/// What a network hears with where no option says otherwise.
public struct UsualHearing: Sendable {
    /// Hz; nil for what the clips have.
    public var rate: Double?
    /// Seconds; nil for what the clips last.
    public var length: Double?
    /// Samples at 22.05 kHz.
    public var window: Double
    /// Hops in a window.
    public var hops: Int

    public init(rate: Double? = nil, length: Double? = nil, window: Double = 2048, hops: Int = 4) {
        self.rate = rate
        self.length = length
        self.window = window
        self.hops = hops
    }
}

extension SoundFrontEnd: AskedSense {
    public static let recipeVerb = RecipeVerb(name: "front-end", version: 1)
    public static var word: String { "sound" }
    public static var judge: String { "the ear" }
    public static var options: [any OptionDeclaration] { HearingOptions.all }
    public static func suits(_ table: ClipTable) -> Bool {
        table.clips.isEmpty || table.clips.contains { $0.channels > 0 }
    }

    public static func chosen(by choices: Choices, for table: ClipTable, in work: Workspace) throws -> SoundFrontEnd {
        try chosen(by: choices, for: table, bands: HearingOptions.bands, usual: UsualHearing(), in: work)
    }

    /// - Parameter usual: what a network wants of those that are not given; the table decides the rest.
    /// - Throws: `FrontEndFault`, `FramingFault`, `SpectralFault`, `UnfitOption`.
    static func chosen(
        by choices: Choices, for table: ClipTable, bands: Parameter<Int>, usual: UsualHearing, in work: Workspace
    ) throws -> SoundFrontEnd {
        let rate = try choices.given(HearingOptions.rate)?.value ?? usual.rate ?? table.usualRate
        // So many samples at 22.05 kHz; at other rates the power of two that lasts most nearly as long.
        let wanted = 1 << Int(log2(rate * usual.window / 22050).rounded())
        let window = try choices.given(HearingOptions.window)?.samples(at: rate) ?? max(16, wanted)
        let frontEnd = try SoundFrontEnd(
            rate: rate, length: choices.given(HearingOptions.length)?.value ?? usual.length ?? table.usualLength,
            bands: choices(bands), window: window,
            hop: choices.given(HearingOptions.hop)?.samples(at: rate) ?? max(1, window / usual.hops),
            minimum: choices(HearingOptions.low).value, maximum: choices.given(HearingOptions.high)?.value,
            allowsEmptyBands: choices.given(HearingOptions.empty) ?? false, features: features(choices))
        if let warning = try Hearing(frontEnd).analysis.warning { work.note(warning) }
        return frontEnd
    }

    /// - Throws: `UnfitOption`.
    private static func features(_ choices: Choices) throws -> any FrameFeatures {
        let type = try choices(HearingOptions.features).type
        for other in frameFeatures where other != type {
            if let option = other.options.first(where: choices.isChosen) {
                throw choices.unfit(option, "goes with features: \(other.word)")
            }
        }
        return try type.chosen(by: choices)
    }

    public var input: Shape { [1, rows, frames] }
    public var steps: Int { frames }
    public func steps(seconds: Double) -> Int { frames(seconds: seconds) }
    public var isStandardisedByRow: Bool { !kind.areDecibels }
    public var heard: SoundFrontEnd? { self }
    public var tellsSilence: Bool { kind.areDecibels }
    private var kind: any FrameFeatures.Type { type(of: features) }

    public var summary: String {
        "\(rows) \(kind.row)s x \(frames) frames "
            + "(\(spelled(seconds: length)) at \(Scalar.quantity(Quantity(rate, .frequency)).display))"
    }
    public var axes: String { "channel, \(kind.row), frame" }
    public var standardLine: String {
        let (means, deviations) = (standard.means, standard.deviations)
        return means.count == 1
            ? "(decibels - \(means[0])) / \(deviations[0])" : "(x - \(means)) / \(deviations), row by row"
    }

    public func cut(overlapping: Bool) -> Recipe {
        Recipe(
            Self.recipeVerb, operands: [],
            options: [
                ("rate", literal(rate, .frequency)), ("length", literal(length, .time)), ("bands", literal(Double(bands))),
                ("window", literal(Double(window), .samples)), ("hop", literal(Double(hop), .samples)),
                ("low", literal(minimum, .frequency)), ("high", literal(maximum, .frequency)),
                ("formula", .literal(scale.rawValue)), ("norm", .literal(norm.rawValue)),
                ("overlap", .literal(Scalar.flag(overlapping).description)),
            ] + features.facts.map { ($0.key, .literal($0.value.description)) })
    }

    public func perceiver(_ movies: MediaPool) throws -> any Perceiver { Listener(hearing: try Hearing(self), movies: movies) }

    public func checkVariation(_ choices: Choices) throws { _ = try augmentation(choices) }

    public func lessons(
        _ examples: Examples, of table: ClipTable, _ choices: Choices, seed: UInt64, in work: Workspace
    ) throws -> any Lessons {
        let augmentation = try augmentation(choices)
        let variation = WaveVariation(
            speed: try choices(TrainOptions.speed).value, noise: try choices.given(TrainOptions.noise)?.value)
        guard variation != .none else { return ExampleLessons(examples, standard, augmentation: augmentation, seed: seed) }
        try work.restoreStage(table)
        let used = Set((0..<examples.count).map(examples.clip)).sorted().map { table.clips[$0] }
        try work.checkUnchanged(used)
        return try WaveLessons(
            examples,
            from: table.clips.map {
                .init(
                    path: work.places.source($0.path), name: $0.path, seconds: $0.seconds, start: $0.start ?? 0, pool: work.movies
                )
            },
            self, variation, augmentation: augmentation, seed: seed)
    }

    /// How features are varied in training.
    ///
    /// - Throws: `UnfitOption`.
    func augmentation(_ choices: Choices) throws -> Augmentation {
        if choices.isChosen(TrainOptions.flip) { throw choices.unfit(TrainOptions.flip, "varies pictures: this network hears") }
        let masks = try choices(TrainOptions.masks)
        let widest = try choices.given(TrainOptions.mask)?.value
        guard widest == nil || masks > 0 else { throw choices.unfit(TrainOptions.mask, "goes with masks: 1 or more") }
        func most(_ count: Int) -> Int { max(1, Int((widest ?? 0.125) * Double(count))) }
        let filter = try choices(TrainOptions.filter).value
        let pitch = try choices(TrainOptions.pitch)
        let reason = "goes with mel bands: this network hears \(kind.noun)"
        if filter > 0 && !kind.areDecibels { throw choices.unfit(TrainOptions.filter, reason) }
        if pitch > 0 && !kind.areBands { throw choices.unfit(TrainOptions.pitch, reason) }
        let stretch = try choices(TrainOptions.stretch).value
        // What is drawn together ends in the silence of decibels.
        if stretch > 0 && !kind.areDecibels {
            throw choices.unfit(TrainOptions.stretch, reason, remedy: "'speed' varies the sound")
        }
        return Augmentation(
            shift: try choices(TrainOptions.shift).value, stretch: stretch, pitch: pitch,
            masks: masks, maskBands: most(rows), maskFrames: most(frames), filter: filter)
    }
}

/// Hears the sound of clips.
private struct Listener: Perceiver {
    let hearing: Hearing
    let movies: MediaPool

    func examples(
        of clip: Clip, at path: String, overlapping: Bool, numbers: Range<Int>
    ) throws -> (features: Tensor, cancels: Bool) {
        if clip.isFeaturesAlone { throw FeaturesAlone(path: clip.path) }
        return try AnySound.reading(
            path, clip.path, movies,
            file: {
                if let part = clip.part {
                    let extent = Extent.positions(from: part.lowerBound, to: part.upperBound)
                    let sound = try SoundFile.read(path, shownAs: clip.path, part: extent, pool: movies)
                    let features = try hearing.segments(
                        of: sound, seconds: clip.seconds, overlapping: overlapping, numbers: numbers)
                    return (features, sound.cancelsInMono)
                }
                return try hearing.segments(
                    ofFile: path, shownAs: clip.path, seconds: clip.seconds, overlapping: overlapping, numbers: numbers)
            },
            movie: { movie in
                guard movie.sound != nil else {
                    throw NothingForItsSense(
                        path: clip.path, lack: SoundFrontEnd.word, remedy: "this network hears; ask one that sees")
                }
                let mean = try clip.part.map { try movie.sound(during: $0, mono: true) } ?? movie.sound(mono: true)
                let features = try hearing.segments(of: mean, seconds: clip.seconds, overlapping: overlapping, numbers: numbers)
                return (
                    features, try movie.cancels(in: mean) { try clip.part.map { try movie.sound(during: $0) } ?? movie.sound() }
                )
            })
    }

    func examples(of sound: Signal, in parts: [Range<Double>]) throws -> Tensor {
        // As many as there are parts: resampled, the sound may be a sample longer.
        try hearing.segments(of: sound, seconds: sound.duration, overlapping: true, numbers: 0..<parts.count)
    }
}
