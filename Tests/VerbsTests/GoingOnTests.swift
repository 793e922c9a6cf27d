import Foundation
import Networks
import Tensors
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// `train MODEL on DATA`.
@Suite struct GoingOnTests {
    private static let world = """
        world = stage clips: 6, kinds: [bell, rain], length: 300 ms
        more = stage clips: 6, kinds: [bell, clock, rain, waves], length: 300 ms, seed: 2
        ear = train (cnn world, bands: 24, filters: 8, blocks: 1, units: 8) on world, epochs: 2

        """

    private func model(_ laboratory: Laboratory, _ source: String) throws -> ModelValue {
        try laboratory.model(of: Self.world + source)
    }

    @Test func classesAreFoundByNameAndClipsTakenInAsBefore() throws {
        let laboratory = try Laboratory()
        let ear = try model(laboratory, "ear")
        let on = try model(laboratory, "train ear on more, epochs: 2, seed: 4")
        #expect(on.classes == ["bell", "clock", "rain", "waves"])
        #expect(on.network.frontEnd == ear.network.frontEnd)
        #expect(laboratory.notes.all.contains { $0.hasSuffix("classes by name: 2 known, 2 new ('clock', 'waves')") })
        #expect(on.learning.history.count == 2 && on.learning.course.seed == 4)
        // A course of its own, made anew to the same bits.
        #expect(try model(Laboratory(threads: 1), "train ear on more, epochs: 2, seed: 4").weights == on.weights)
        #expect(
            try model(laboratory, "train ear on more, epochs: 2, seed: 4, until: 1").learning.history
                == Array(on.learning.history.prefix(1)))
    }

    @Test func whatTheClipsLackIsKept() throws {
        let laboratory = try Laboratory()
        let on = try model(
            laboratory, "train (train ear on more, epochs: 1) on (where more by class, is: [waves, clock]), epochs: 1")
        #expect(on.classes == ["bell", "clock", "rain", "waves"])
        #expect(laboratory.notes.all.contains("no clip to learn from is 'bell', 'rain': what the model knows of it may fade"))
    }

    @Test func frozenLayersStay() throws {
        let laboratory = try Laboratory()
        let ear = try model(laboratory, "ear")
        let on = try model(laboratory, "train ear on world, epochs: 2, freeze: 6")
        let held = ear.model.tensors.filter { Int($0.name.prefix { $0 != "." })! <= 6 }
        #expect(held.count == 12)
        let now = Dictionary(uniqueKeysWithValues: on.model.tensors)
        #expect(held.allSatisfy { now[$0.name]?.floats == $0.tensor.floats } && on.weights != ear.weights)
        let (learned, all) = (ear.network.architecture.learned(frozen: 6), ear.network.architecture.parameterCount)
        #expect(
            laboratory.notes.all.contains(
                "layers 1 to 6 stay as they are: \(spelled(count: learned)) of \(spelled(count: all)) parameters are learned"))
    }

    @Test func whatDoesNotGoTogetherIsRefused() throws {
        let laboratory = try Laboratory()
        #expect(
            try laboratory.said(Self.world + "train ear on world, freeze: 13")
                == "train's 'freeze' is one of 1 to 12: the layers after it learn")
        #expect(
            try laboratory.said(Self.world + "train (cnn world, bands: 24, filters: 8, blocks: 1) on world, freeze: 1")
                == "train's 'freeze' goes with a model that has learned: this network has not yet")
        #expect(
            try laboratory.said(Self.world + "train ear on (where more by class, is: [waves])")
                == "all clips to learn from are 'waves': there is nothing to tell apart")
        #expect(
            try laboratory.said(Self.world + "train ear on world, validate: more")
                == "train's 'validate' has other classes than the network: it does not know 'clock', 'waves'")
    }

    @Test func clipsOfSeveralClassesDoNotJudgeANetworkThatNamesOne() throws {
        let laboratory = try Laboratory()
        _ = try laboratory.value(of: Self.world + #"export world[1] to "a.wav""# + "\n" + #"export world[7] to "b.wav""#)
        try "file,labels\na.wav,bell;rain\nb.wav,\n".write(
            toFile: laboratory.folder + "/many.csv", atomically: true, encoding: .utf8)
        for subject in ["ear", "(linear world, bands: 24)"] {
            #expect(
                try laboratory.said(Self.world + "many = dataset \"many.csv\"\ntrain \(subject) on world, validate: many")
                    == "train's 'validate' has clips of several classes, and the network names one")
        }
    }

    @Test func anImportedModelGoesOn() throws {
        let laboratory = try Laboratory()
        _ = try laboratory.value(of: Self.world + "export ear to \"ear.safetensors\"")
        let (here, there) = try (
            model(laboratory, "train ear on more, epochs: 2"),
            model(laboratory, "train (import \"ear.safetensors\") on more, epochs: 2")
        )
        #expect(here.weights == there.weights && here.classes == there.classes)
    }
}
