import Datasets
public import Language
public import Networks
public import Workplace

/// The options that say how a network is trained.
public enum TrainOptions {
    static let epochs = Parameter<Int>(
        "epochs", in: 1...10_000, "How often every clip is learned from; 30 when absent, of few examples more")
    static let batch = Parameter<Int>(
        "batch", in: 1...4096,
        "Examples a step, cut into shards of at least 8, or 16 for recurrent layers; 32 when absent, of few examples less")
    static let optimiser = Parameter<Optimiser>("optimiser", default: .adam, "How a gradient becomes a step")
    static let rate = Parameter<Double>(
        "rate", in: 1e-7...1, "The step at its highest; 0.002 when absent, 0.02 for sgd and nesterov, 1 for adadelta")
    static let momentum = Parameter<Double>(
        "momentum", in: 0...0.999, "For sgd and nesterov: the share of a step that stays in the next; 0.9 when absent")
    static let schedule = Parameter<Schedule>(
        "schedule", default: .cosine, "How the rate goes from the first step to the last")
    static let warmup = Parameter<Fraction>(
        "warmup", in: 0...0.9,
        "Share of all steps in which the rate rises; 5 % for cosine, 30 % for onecycle, else none, when absent")
    static let clip = Parameter<Double>(
        "clip", in: 0.001...1_000_000, "The greatest norm of a batch's gradient over all weights: a larger one is scaled down")
    static let decay = Parameter<Double>(
        "decay", default: 0, in: 0...1,
        "Weight decay of kernels and matrices: taken off the weights by adamw, else added to the gradient")
    static let smoothing = Parameter<Fraction>(
        "smoothing", default: 0, in: 0...0.5, "Share of each target that is spread over all classes")
    static let mixup = Parameter<Double>(
        "mixup", default: 0, in: 0...10,
        "Mix each example with another, by shares from Beta(mixup, mixup): 0.2 is usual, 0 is none")
    static let weights = Parameter<ClassWeights>(
        "weights", default: .equal, "What examples count: all the same, or those of rare classes more")
    static let shift = Parameter<Fraction>(
        "shift", default: 0, in: 0...1,
        "Sounds are shifted in time by up to this share, pictures sideways and up or down, another way in each epoch")
    static let flip = Parameter<Bool>(
        "flip", "Of pictures: half of the examples are mirrored, left for right, others in each epoch")
    static let stretch = Parameter<Fraction>(
        "stretch", default: 0, in: 0...0.5, "Examples go faster or slower by up to this share, at the same pitch")
    static let pitch = Parameter<Double>(
        "pitch", default: 0, in: 0...32, "Examples are moved up or down by up to so many bands, at the same speed")
    static let masks = Parameter<Int>(
        "masks", default: 0, in: 0...8, "Stretches of bands, and as many of frames, hidden in each example (SpecAugment)")
    static let mask = Parameter<Fraction>(
        "mask", in: 0.01...1,
        "The widest of 'masks', as a share of all bands and of all frames, one at least; 12.5 % when absent")
    static let filter = Parameter<Decibels>(
        "filter", default: 0, in: 0...40,
        "Bands are made louder or softer by up to this along a random curve, as by other microphones (FilterAugment)")
    static let speed = Parameter<Fraction>(
        "speed", default: 0, in: 0...0.5, "Sounds are played faster or slower by up to this share, another way in each epoch")
    static let noise = Parameter<Decibels>(
        "noise", in: 0...100, "White noise under each sound, at a ratio drawn from this to 30 dB more in each epoch")
    public static let seed = Parameter<Int>(
        "seed", default: 1, in: 0...1_000_000_000, "What weights, order and chance are drawn with")
    public static let validate = ValueOption(
        "validate", [.dataset], "Clips to choose the best epoch by, instead of some of those to learn from")
    public static let aside = Parameter<Fraction>(
        "aside", in: 0...0.5,
        "Share of each class's clips set aside to choose the best epoch by; 10 % when absent, of few clips none")
    static let patience = Parameter<Int>(
        "patience", in: 1...10_000, "End the course after so many epochs without a lower validation loss")
    static let keep = Parameter<Keep>(
        "keep", "Weights of the best epoch or of the last one; the best when absent, if any clips choose it")
    public static let until = Parameter<Int>(
        "until", in: 1...10_000, "Stop after this epoch of the same course, which still plans for all epochs")
    static let freeze = Parameter<Int>(
        "freeze", in: 1...1000,
        "Of a model to go on from: layers 1 to this one, as its field 'layers' lists them, stay as they are")

    enum Keep: String, WordChoice { case best, last }
    enum ClassWeights: String, WordChoice { case equal, balanced }

    /// Those of one training.
    public static var all: [any OptionDeclaration] {
        [
            epochs, seed, validate, aside, until, freeze, keep, patience, batch, optimiser, rate, momentum, schedule, warmup,
            clip,
            decay, smoothing, mixup, weights, shift, flip,
        ] + ofSounds
    }

    /// Those that vary what is heard.
    public static let ofSounds: [any OptionDeclaration] = [stretch, pitch, masks, mask, filter, speed, noise]

    /// Those that several trainings can share.
    public static var shared: [any OptionDeclaration] { all.filter { ![validate.key, until.key, freeze.key].contains($0.key) } }

    /// Those that choose an epoch of a course and do not change it.
    static let choosing: Set<String> = [until.key, keep.key]
}

extension Optimiser: WordChoice {}
extension Schedule: WordChoice {}

extension Choices {
    /// The course of a training on so many examples, and what of it their number decided.
    ///
    /// - Throws: `UnfitOption`.
    public func course(of examples: Int) throws -> (course: Course, bySize: BySize) {
        let (batch, epochs) = (try given(TrainOptions.batch), try given(TrainOptions.epochs))
        let size = batch ?? UsualCourse.batch(of: examples)
        let count = epochs ?? UsualCourse.epochs(of: examples)
        var bySize = BySize()
        if batch == nil, size != UsualCourse.batch { bySize.batch = size }
        if epochs == nil, count != UsualCourse.epochs { bySize.epochs = count }
        return (try course(epochs: count, batch: size), bySize)
    }

    private func course(epochs: Int, batch: Int) throws -> Course {
        let optimiser = try self(TrainOptions.optimiser)
        var course = Course(
            epochs: epochs, batch: batch,
            rate: try given(TrainOptions.rate) ?? optimiser.usualRate, decay: try self(TrainOptions.decay),
            smoothing: try self(TrainOptions.smoothing).value, seed: UInt64(try self(TrainOptions.seed)))
        course.optimiser = optimiser
        if let momentum = try given(TrainOptions.momentum) {
            guard optimiser.hasMomentum else {
                throw unfit(TrainOptions.momentum, "goes with optimiser: sgd or nesterov, not with \(optimiser.rawValue)")
            }
            course.momentum = momentum
        }
        course.schedule = try self(TrainOptions.schedule)
        course.warmup = try given(TrainOptions.warmup)?.value
        course.clip = try given(TrainOptions.clip)
        course.mixup = try self(TrainOptions.mixup)
        course.isBalanced = try self(TrainOptions.weights) == .balanced
        course.patience = try given(TrainOptions.patience)
        return course
    }

    /// The share of so many clips to set aside, and whether their number decided it; nil where `validate` stands for it.
    ///
    /// - Throws: `UnfitOption` where options need clips to judge by and there are to be none.
    public func shareAside(of clips: Int, isGivenClips: Bool) throws -> (share: Double, isBySize: Bool)? {
        let given = try given(TrainOptions.aside)?.value
        guard !isGivenClips else {
            if given != nil { throw unfit(TrainOptions.aside, "does not go with 'validate', whose clips choose the epoch") }
            return nil
        }
        if given == 0 { try checkNothingIsChosen("with aside: 0 % there are none") }
        if let given { return (given, false) }
        // Whoever asks for a choice gets clips to choose by.
        let isChoice = try self.given(TrainOptions.patience) != nil || self.given(TrainOptions.keep) == .best
        let share = isChoice ? UsualCourse.aside : UsualCourse.aside(of: clips)
        return (share, share != UsualCourse.aside)
    }

    /// - Throws: `UnfitOption` where an option asks for a choice by clips that nothing is learned from.
    func checkNothingIsChosen(_ reason: String) throws {
        if try given(TrainOptions.patience) != nil {
            throw unfit(TrainOptions.patience, "needs clips to judge each epoch by: \(reason)")
        }
        if try given(TrainOptions.keep) == .best {
            throw unfit(TrainOptions.keep, "needs clips to choose the best epoch by: \(reason)")
        }
    }
}
