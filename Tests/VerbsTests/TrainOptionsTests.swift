import Foundation
import Language
import Networks
import Session
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// What the options of a training come to.
@Suite struct TrainOptionsTests {
    private static let world = """
        world = stage clips: 8, kinds: [bell, rain], length: 300 ms
        net = linear world, bands: 16

        """

    private func model(_ laboratory: Laboratory, _ source: String) throws -> ModelValue {
        try laboratory.model(of: Self.world + source)
    }

    private func said(_ source: String) throws -> String { try Laboratory().said(Self.world + source) }

    @Test func aModelKnowsHowItWasTrained() throws {
        let model = try model(
            Laboratory(),
            """
            train net on world, epochs: 2, optimiser: nesterov, momentum: 0.8, schedule: step, warmup: 10 %, clip: 2, \
            decay: 0.01, mixup: 0.2, weights: balanced, smoothing: 5 %, batch: 4, seed: 3
            """)
        var course = Course(epochs: 2, batch: 4, rate: 0.02, decay: 0.01, smoothing: 0.05, seed: 3)
        (course.optimiser, course.momentum, course.schedule, course.warmup) = (.nesterov, 0.8, .step, 0.1)
        (course.clip, course.mixup, course.isBalanced) = (2, 0.2, true)
        #expect(model.learning.course == course)
        #expect(try ModelValue(payload: model.payload()).learning.course == course)
    }

    @Test func whatTheSizeDecidesIsSaidAndCanBeWrittenOut() throws {
        let laboratory = try Laboratory()
        let model = try model(laboratory, "train net on world")
        #expect(model.learning.course.batch == 8 && model.learning.course.epochs == 200 && model.learning.epoch == 200)
        #expect(model.line.hasSuffix(" · epoch 200 of 200 · training 100.0 % · by size batch: 8, epochs: 200, aside: 0 %"))
        #expect(
            laboratory.notes.all == [
                "16 clips are too few to choose an epoch by some of them: all are learned from, and the last epoch is kept"
            ])
        #expect(try ModelValue(payload: model.payload()).line == model.line)
        // As the line has it.
        let written = try self.model(Laboratory(), "train net on world, " + model.learning.bySize.text)
        #expect(written.weights == model.weights && written.learning.history == model.learning.history)
        #expect(written.learning.bySize.isEmpty && !written.line.contains("by size"))
    }

    @Test func whoeverAsksForAChoiceGetsClipsToChooseBy() throws {
        for option in ["keep: best", "patience: 3", "aside: 10 %", "validate: world"] {
            let laboratory = try Laboratory()
            let model = try model(laboratory, "train net on world, epochs: 4, \(option)")
            #expect(model.learning.history.allSatisfy { $0.validationLoss != nil } && model.learning.bySize.aside == nil)
            let count = option.hasPrefix("validate") ? 16 : 2
            #expect(laboratory.notes.all.contains { $0.hasPrefix("\(count) clips are too few to choose an epoch by; ") })
        }
    }

    @Test func manyClipsAreLearnedFromAsEver() throws {
        let laboratory = try Laboratory()
        let model = try #require(
            try laboratory.value(
                of:
                    "many = stage clips: 160, kinds: [bell, rain], length: 200 ms\ntrain (linear many, bands: 8) on many, until: 1"
            ) as? ModelValue)
        #expect(model.learning.course == Course(epochs: 30, batch: 32, rate: 0.002) && model.learning.bySize.isEmpty)
        #expect(model.learning.history.allSatisfy { $0.validationLoss != nil } && laboratory.notes.all.count == 0)
    }

    @Test func patienceEndsACourseAndARerunFindsIt() throws {
        let laboratory = try Laboratory()
        // Far too high a rate: the loss is never as low again as at first.
        let train = "train net on world, epochs: 60, rate: 1, schedule: constant, patience: 2"
        let whole = try model(laboratory, train)
        let count = whole.learning.history.count
        #expect(count < 60 && whole.learning.epoch == count - 2)
        #expect(whole.line.contains("epoch \(count - 2) of \(count), of 60 at most"))
        // Taken from what is kept of each epoch: whatever it is asked to stop after, and with the last weights.
        for (option, epoch) in [(", until: 50", count - 2), (", until: \(count)", count - 2), (", keep: last", count)] {
            let kept = try model(laboratory, train + option)
            #expect(kept.learning.history == whole.learning.history && kept.learning.epoch == epoch)
            if epoch == whole.learning.epoch { #expect(kept.weights == whole.weights) }
        }
        let early = try model(laboratory, train + ", until: \(count - 1)")
        #expect(early.learning.history == Array(whole.learning.history.dropLast()))
        #expect(early.line.contains("of \(count - 1) so far, of 60"))
        // As if nothing were kept.
        #expect(try model(Laboratory(threads: 1), train + ", until: 50").weights == whole.weights)
    }

    @Test func whatIsSetAsideIsAsMuchAsIsSaid() throws {
        let laboratory = try Laboratory()
        let all = try model(laboratory, "train net on world, epochs: 3, aside: 0 %")
        #expect(all.learning.history.allSatisfy { $0.validationLoss == nil } && all.learning.epoch == 3)
        let half = try model(laboratory, "train net on world, epochs: 3, aside: 50 %")
        #expect(half.learning.history.allSatisfy { $0.validationLoss != nil })
        #expect(half.weights != all.weights)
        let folds = try #require(
            try laboratory.value(of: Self.world + "crossvalidate net on world, folds: 2, epochs: 3, aside: 0 %") as? FoldsValue)
        #expect(folds.folds.map(\.epoch) == [3, 3])
    }

    @Test func soundsAreHeardAnewFromFilesThatAreThoseOfTheDataSet() throws {
        let laboratory = try Laboratory()
        let train = "train net on world, epochs: 2, speed: 10 %, noise: 20 dB, shift: 10 %"
        let varied = try model(laboratory, train)
        #expect(try varied.weights == model(Laboratory(threads: 1), train).weights)
        #expect(try varied.weights != model(laboratory, "train net on world, epochs: 2, shift: 10 %").weights)
        // What the stage made is made again where it is gone.
        let stage = laboratory.folder + "/.foley/stage"
        #expect(FileManager.default.fileExists(atPath: stage))
        try FileManager.default.removeItem(atPath: stage)
        #expect(try model(laboratory, train + ", seed: 2").weights != varied.weights)
    }

    @Test func aFileThatVanishesCostsNoMoreThanTheStepUnderWay() throws {
        let sounds = (1...6).map {
            "export (tone \(200 * $0) Hz, length: 300 ms) to \"sounds/\($0 % 2 == 0 ? "a" : "b")/\($0).wav\"\n"
        }
        let train = """
            data = dataset "sounds"
            train (linear data, bands: 16) on data, epochs: 40, batch: 2, aside: 0 %, speed: 10 %
            """
        let undisturbed = try #require(try Laboratory().value(of: sounds.joined() + train) as? ModelValue)

        let laboratory = try Laboratory()
        _ = try laboratory.value(of: sounds.joined() + "dataset \"sounds\"")
        let recipe = try laboratory.recipe(of: train)
        let (file, away) = (laboratory.folder + "/sounds/a/2.wav", laboratory.folder + "/2.wav")
        let notes = Heard()
        func model(goneAt: String?) throws -> ModelValue? {
            let context = Context(
                places: laboratory.places,
                status: { status in
                    guard let goneAt, status.note.hasPrefix(goneAt) else { return }
                    try? FileManager.default.moveItem(atPath: file, toPath: away)
                }, note: { notes.add($0) })
            return try Evaluator(store: laboratory.store, context: context).kept(recipe) as? ModelValue
        }
        let failure = try #require(throws: Evaluator.Failure.self) { try model(goneAt: "epoch 3/") }
        #expect(failure.fault.cause.contains("sounds/a/2.wav"), "\(failure.fault.cause)")
        #expect(notes.all.last!.contains("running it again goes on"), "\(notes.all)")
        try FileManager.default.moveItem(atPath: away, toPath: file)
        let model = try #require(try model(goneAt: nil))
        #expect(notes.all.last!.firstMatch(of: /goes on (after|within) epoch [234] of 40/) != nil, "\(notes.all)")
        #expect(model.weights == undisturbed.weights && model.learning.history == undisturbed.learning.history)
    }

    /// What the options of `train` make of examples of so many bands, and 27 frames.
    private func augmentation(_ options: String, bands: Int) throws -> Augmentation {
        let recipe = try Laboratory().recipe(of: Self.world + "train net on world, " + options)
        let given = try recipe.options.reduce(into: [String: any Value]()) { found, option in
            if case .literal(let text) = option.value { found[option.key] = Constant(try Scalar(parsing: text)) }
        }
        let laboratory = try Laboratory()
        let arguments = Arguments(
            signature: Verb.train.signature, recipe: recipe, operands: [:], options: given, recipes: [:],
            work: Workspace(Context(places: laboratory.places), Shelf(laboratory.store)))
        return try SoundFrontEnd(rate: 8000, length: 0.416, bands: bands, window: 256, hop: 128)
            .augmentation(arguments.choices)
    }

    @Test func masksAreAsWideAsIsSaidAndOneAtLeast() throws {
        let usual = try augmentation("masks: 2", bands: 96)
        #expect((usual.masks, usual.maskBands, usual.maskFrames) == (2, 12, 3))
        let few = try augmentation("masks: 2", bands: 6)
        #expect((few.maskBands, few.maskFrames) == (1, 3))
        let wide = try augmentation("masks: 1, mask: 25 %", bands: 96)
        #expect((wide.maskBands, wide.maskFrames) == (24, 6))
    }

    @Test func examplesAreStretchedAndMovedAsIsSaid() throws {
        let moved = try augmentation("stretch: 20 %, pitch: 1.5", bands: 96)
        #expect((moved.stretch, moved.pitch, moved.shift) == (0.2, 1.5, 0))
        let laboratory = try Laboratory()
        let plain = try model(laboratory, "train net on world, epochs: 2")
        for option in ["stretch: 20 %", "pitch: 1.5"] {
            let varied = try model(laboratory, "train net on world, epochs: 2, " + option)
            #expect(try varied.weights == model(Laboratory(threads: 1), "train net on world, epochs: 2, " + option).weights)
            #expect(varied.weights != plain.weights)
        }
    }

    @Test func whatCannotBeIsRefused() throws {
        #expect(
            try said("train net on world, aside: 0 %, patience: 3")
                == "train's 'patience' needs clips to judge each epoch by: with aside: 0 % there are none")
        #expect(
            try said("train net on world, aside: 0 %, keep: best")
                == "train's 'keep' needs clips to choose the best epoch by: with aside: 0 % there are none")
        #expect(
            try said("train net on world, aside: 20 %, validate: world")
                == "train's 'aside' does not go with 'validate', whose clips choose the epoch")
        #expect(
            try said("train net on world, momentum: 0.5")
                == "train's 'momentum' goes with optimiser: sgd or nesterov, not with adam")
        #expect(try said("train net on world, mask: 20 %") == "train's 'mask' goes with masks: 1 or more")
        #expect(
            try said("crossvalidate net on world, folds: 2, mask: 20 %")
                == "crossvalidate's 'mask' goes with masks: 1 or more")
        #expect(
            try said("train (lstm world, features: mfcc, units: 4) on world, filter: 6 dB")
                == "train's 'filter' goes with mel bands: this network hears cepstral coefficients")
        #expect(
            try said("train (lstm world, features: mfcc, units: 4) on world, pitch: 2")
                == "train's 'pitch' goes with mel bands: this network hears cepstral coefficients")
        #expect(
            try said("cnn world, filters: 16, widest: 8") == "cnn's 'widest' is less than the 16 filters of the first block")
        #expect(try said("cnn world, head: both, units: 64") == "cnn's 'units' goes with head: dense, not with both")
        #expect(
            try said("few = world[6 .. 10]\ntrain net on few, patience: 3").hasPrefix(
                "train's 'patience' needs clips to judge each epoch by: there are too few clips"))
        #expect(try said("crossvalidate net on world, folds: 2, aside: 0 %, patience: 3").hasPrefix("crossvalidate's 'patience'"))
    }
}
