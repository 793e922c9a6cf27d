public import Sound
internal import Tensors

/// The stage: a world of labelled sounds, or movies, that is made, not recorded. One seed is one world.
///
/// Clip n of a kind is a function of the seed, the length, the rate, the pictures, the kind and n: not of how many clips or
/// kinds there are, of their order or of threads.
public struct Stage: Hashable, Sendable, Codable {
    public let seed: Int
    public let seconds: Double
    /// Samples a second.
    public let rate: Double
    /// What its movies look like; nil for a stage of sounds.
    public let pictures: Pictures?
    /// Of the models that made its sound.
    public let version: Int

    /// Of the models in this program: raised whenever the sound of any clip changes.
    public static let version = 1

    /// The rates of sound that a movie can have, those of AAC, in hertz.
    public static let movieRates: [Double] = [
        8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 64_000, 88_200, 96_000,
    ]

    public init(seed: Int = 1, seconds: Double = 2, rate: Double = 22_050, pictures: Pictures? = nil) {
        self.seed = seed
        self.seconds = seconds
        self.rate = rate
        self.pictures = pictures
        version = Stage.version
    }

    /// A clip with what was drawn for it.
    public struct Take: Sendable {
        public let signal: Signal
        /// Sound to background, dB.
        public let snr: Double
        /// open, small, medium or large.
        public let room: String
        /// The kind that is faintly heard as well; nil for most clips.
        public let other: String?
    }

    /// Clip `number` of a kind, counted from 1.
    public func take(_ kind: String, _ number: Int) throws -> Take {
        var chances = dice("stage scene of \(kind)", number)
        let scene = Scene(&chances, without: kind)
        let recording = scene.recording(
            of: sound(kind, number), neighbour: scene.other.map { sound($0, number, beside: kind) }, rate: rate, &chances)
        return Take(
            signal: try Signal(Tensor([recording.count], recording), rate: rate), snr: scene.snr,
            room: scene.room.rawValue, other: scene.other)
    }

    /// The bare sound, without a scene.
    func sound(_ kind: String, _ number: Int, beside: String = "") -> [Float] {
        track(kind, number, beside: beside).samples
    }

    /// The bare sound, with the score of what happens in it.
    func track(_ kind: String, _ number: Int, beside: String = "") -> Track {
        guard let model = StageKinds.named(kind) else { preconditionFailure("\(kind) is a kind") }
        var dice = dice("stage sound of \(kind) beside \(beside)", number)
        var track = Track(rate: rate, seconds: seconds)
        model.sound(on: &track, &dice)
        return track
    }

    func dice(_ purpose: String, _ number: Int) -> Dice {
        Dice(seed: UInt64(seed), purpose: purpose, number: number)
    }
}
