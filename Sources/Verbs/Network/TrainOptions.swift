import Datasets
import Language
import Networks

/// The options that say how a network is trained.
enum TrainOptions {
    static let epochs = Parameter<Int>("epochs", default: 30, in: 1...10_000, "How often every clip is learned from")
    static let batch = Parameter<Int>("batch", default: 32, in: 1...4096, "Examples a step; cut into shards of at least eight")
    static let rate = Parameter<Double>("rate", default: 0.002, in: 1e-7...1, "Adam's step at its highest: it rises at first, then falls as a cosine")
    static let decay = Parameter<Double>("decay", default: 0, in: 0...1, "Weight decay, decoupled: share of each weight taken off per step and rate")
    static let smoothing = Parameter<Fraction>("smoothing", default: 0, in: 0...0.5, "Share of each target that is spread over all classes")
    static let shift = Parameter<Fraction>("shift", default: 0, in: 0...1, "Examples are shifted in time by up to this share, another way in each epoch")
    static let masks = Parameter<Int>("masks", default: 0, in: 0...8, "Stretches of bands, and as many of frames, hidden in each example (SpecAugment)")
    static let seed = Parameter<Int>("seed", default: 1, in: 0...1_000_000_000, "What weights, order and chance are drawn with")
    static let validate = ValueOption("validate", [DatasetValue.type], "Clips to choose the best epoch by; a tenth of the training clips when absent")
    static let keep = Parameter<Keep>("keep", default: .best, "Weights of the best epoch or of the last one")
    static let until = Parameter<Int>("until", in: 1...10_000, "Stop after this epoch of the same course, which still plans for all epochs")

    enum Keep: String, WordChoice { case best, last }

    /// Those of one training.
    static var all: [any OptionDeclaration] {
        [epochs, seed, validate, until, keep, batch, rate, decay, smoothing, shift, masks]
    }

    /// Those that several trainings can share.
    static var shared: [any OptionDeclaration] { all.filter { ![validate.key, until.key].contains($0.key) } }
}

extension Arguments {
    var course: Course {
        get throws {
            Course(
                epochs: try self(TrainOptions.epochs), batch: try self(TrainOptions.batch),
                rate: try self(TrainOptions.rate), decay: try self(TrainOptions.decay),
                smoothing: try self(TrainOptions.smoothing).value, seed: UInt64(try self(TrainOptions.seed)))
        }
    }

    func augmentation(_ frontEnd: FrontEnd) throws -> Augmentation {
        Augmentation(
            shift: try self(TrainOptions.shift).value, masks: try self(TrainOptions.masks),
            maskBands: frontEnd.bands / 8, maskFrames: frontEnd.frames / 8)
    }

    /// The clips given to choose the best epoch by.
    ///
    /// - Throws: `WrongType`.
    var validation: DatasetValue? {
        get throws {
            guard let given = options[TrainOptions.validate.key] else { return nil }
            guard let data = given as? DatasetValue else {
                throw WrongType(role: "train's 'validate'", expected: [DatasetValue.type], found: given.type)
            }
            return data
        }
    }
}
