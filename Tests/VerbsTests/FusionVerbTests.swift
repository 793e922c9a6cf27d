import Foundation
import Fusion
import Media
import Picture
import Session
import Sound
import Tensors
import Testing

@testable import Datasets
@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// Networks that hear, that see and that do both, on movies: the pitch tells two classes from the other two, the colour tells
/// these from each other, so that only both senses together tell all four.
@Suite struct FusionVerbTests {
    private let laboratory: Laboratory

    init() throws {
        laboratory = try Laboratory()
        let pool = MediaPool()
        for (label, name) in ["low red", "low blue", "high red", "high blue"].enumerated() {
            for number in 1...6 {
                let noise = Philox(seed: 1, purpose: name, UInt64(number))
                let pixels = (0..<12 * 32 * 32 * 3).map { i in
                    UInt8(40 + 60 * noise.uniform(i) + (i % 3 == (label % 2 == 0 ? 0 : 2) ? 120 : 0))
                }
                let frames = Frames(bytes: pixels, times: (0..<12).map { Double($0) / 12 }, height: 32, width: 32, channels: 3)
                let pitch = Float(label < 2 ? 300 : 2400) * (1 + 0.1 * noise.uniform(0))
                let sound = try Signal(
                    Tensor(
                        [16_000], (0..<16_000).map { 0.3 * sin(Float($0) * pitch * 2 * .pi / 16_000) + 0.02 * noise.normal($0) }),
                    rate: 16_000)
                try FileManager.default.createDirectory(
                    atPath: laboratory.folder + "/films/\(name)", withIntermediateDirectories: true)
                // Of the last two of each, one is mute and one is a sound alone.
                let path = laboratory.folder + "/films/\(name)/\(number).mp4"
                try Movie.write(
                    number == 6 ? nil : frames, rate: 12, sound: number == 5 ? nil : sound, to: path, as: .mp4, pool: pool)
            }
        }
    }

    private func value<V: Value>(_ source: String) throws -> V {
        try #require(try laboratory.value(of: source) as? V)
    }

    private func said(_ source: String) throws -> String { try laboratory.said(source) }

    private static let clips = """
        films = dataset "films"
        ear = train (cnn films, bands: 24, filters: 8, blocks: 2, head: both) on films, epochs: 12, aside: 0 %, rate: 0.01
        eye = train (cnn films, modality: pictures, size: 16 px, filters: 8, blocks: 2, head: both) on films, epochs: 12, aside: 0 %, rate: 0.01

        """

    @Test func eachSenseFailsOnWhatItCannotTellAndBothTogetherDoNot() throws {
        let ear: ReportValue = try value(Self.clips + "evaluate ear on films")
        let eye: ReportValue = try value(Self.clips + "evaluate eye on films")
        // Twenty clips each; a mute one is not heard, one without pictures not seen.
        #expect(
            ear.scores.truth.count == 20 && ear.unreadable.count == 4 && ear.unreadable.allSatisfy { $0.path.hasSuffix("5.mp4") })
        #expect(
            eye.scores.truth.count == 20 && eye.unreadable.count == 4 && eye.unreadable.allSatisfy { $0.path.hasSuffix("6.mp4") })
        #expect(ear.confusion.accuracy < 0.8 && eye.confusion.accuracy < 0.8)
        // What it can tell, each tells: classes are sorted, high before low and blue before red.
        #expect(zip(ear.scores.truth, ear.scores.predicted).allSatisfy { $0 / 2 == $1 / 2 })
        #expect(zip(eye.scores.truth, eye.scores.predicted).allSatisfy { $0 % 2 == $1 % 2 })
        let both: ReportValue = try value(Self.clips + "evaluate (fuse [ear, eye] on films) on films")
        let whole = both.table.clips.indices.filter {
            !both.table.clips[$0].path.hasSuffix("5.mp4") && !both.table.clips[$0].path.hasSuffix("6.mp4")
        }
        #expect(both.scores.truth.count == 24 && both.unreadable.isEmpty && whole.count == 16)
        #expect(whole.allSatisfy { both.scores.truth[$0] == both.scores.predicted[$0] })
    }

    @Test func aFusionIsKeptAndJudgesOneClip() throws {
        let fusion: FusionValue = try value(Self.clips + "fuse [ear, eye] on films")
        #expect(fusion.streams == ["sound", "pictures"] && fusion.trials.count == 21)
        let again = try FusionValue(payload: fusion.payload())
        #expect(again.line == fusion.line && again.models[1].weights == fusion.models[1].weights)
        let found: PredictionValue = try value(Self.clips + "predict (fuse [ear, eye], weight: 50 %) on \"films/low red/1.mp4\"")
        #expect(found.classes[found.ranked[0]] == "low red")
        // Without pictures the ear judges alone, and that is said.
        let unseen = Self.clips + "predict (fuse [ear, eye], weight: 50 %) on \"films/low red/6.mp4\""
        let notes = try laboratory.notes(of: unseen)
        #expect(notes.contains("no pictures: the ear judges alone"), "\(notes)")
        let mute = try laboratory.notes(of: Self.clips + "predict (fuse [ear, eye], weight: 50 %) on \"films/low red/5.mp4\"")
        #expect(mute.contains("no sound: the eye judges alone"), "\(mute)")
        let part =
            "\nwhole = where films by path, not: [\"films/high blue/6.mp4\", \"films/high red/6.mp4\", \"films/low blue/6.mp4\", \"films/low red/6.mp4\"]\n"
        let judged = try laboratory.notes(of: Self.clips + part + "evaluate (fuse [ear, eye], weight: 50 %) on whole")
        #expect(judged.contains("4 clips have no sound: the eye judges alone"), "\(judged)")
        let all = try laboratory.notes(of: Self.clips + "evaluate (fuse [ear, eye], weight: 50 %) on films")
        #expect(all.contains("8 clips cannot be taken in by every network and are judged by the others"), "\(all)")
        let heard: PredictionValue = try value(unseen)
        let alone: PredictionValue = try value(Self.clips + "predict ear on \"films/low red/6.mp4\"")
        for (a, b) in zip(heard.probabilities.floats, alone.probabilities.floats) { #expect(abs(a - b) < 1e-5) }
    }

    @Test func marksOfSeveralCasesStandSideBySide() throws {
        let source =
            Self.clips + """
                marks = evaluate (fuse [ear, eye], weight: 50 %) on (where films by class, is: each ["low red", "high blue"])

                """
        let figure: FigureValue = try value(source + "plot marks")
        let report: ReportValue = try value(source + "marks[2]")
        let share = 100 * Double(report.marks[1].right) / Double(report.confusion.total)
        #expect(figure.figure.description.hasPrefix("\"Alone and together\": bars of accuracy in 3 groups, \"low red\": sound "))
        #expect(figure.figure.description.hasSuffix("; a line at 25: chance 25.0 %."))
        #expect(report.confusion.total == 6)
        let floats = try #require(try figure.payload().tensors.first { $0.name.hasSuffix("values") }?.tensor.floats)
        #expect(floats.count == 6 && floats[3] == Float(share))
    }

    @Test func oneNetworkTakesInBothSideBySide() throws {
        let source =
            Self.clips + """
                joint = fuse [(linear films, bands: 24), (linear films, modality: pictures, size: 8 px)], units: 16
                net = train joint on films, epochs: 30, aside: 0 %, rate: 0.01

                """
        let network: NetworkValue = try value(source + "joint")
        #expect(network.line.contains("24 bands x 32 frames") && network.line.contains("beside 4 pictures of 8 x 8 px"))
        let report: ReportValue = try value(source + "evaluate net on films")
        // Every clip has one sense at least.
        #expect(report.scores.truth.count == 24 && report.confusion.accuracy > 0.75)
        let model: ModelValue = try value(source + "net")
        #expect(try ModelValue(payload: model.payload()).network.frontEnd == model.network.frontEnd)
    }

    @Test func theSoundOfMoviesIsHeardAnew() throws {
        let ear =
            "\nlearned = train (cnn films, bands: 24, filters: 8, blocks: 2, length: 400 ms) on films, epochs: 2, aside: 0 %"
        let films = "films = dataset \"films\""
        let plain: ModelValue = try value(films + ear)
        // So little noise lies below all that is heard: the examples are what they were, at the end and in the middle of a clip.
        let same: ModelValue = try value(films + ear + ", noise: 100 dB")
        for (a, b) in zip(plain.learning.history, same.learning.history) { #expect(abs(a.loss - b.loss) < 1e-3) }
        let varied: ModelValue = try value(films + ear + ", speed: 20 %")
        #expect(abs(varied.learning.history[1].loss - plain.learning.history[1].loss) > 1e-2)
        let other = try Laboratory(threads: 1)
        try FileManager.default.copyItem(atPath: laboratory.folder + "/films", toPath: other.folder + "/films")
        let alone = try #require(try other.value(of: films + ear + ", speed: 20 %") as? ModelValue)
        #expect(varied.weights == alone.weights)
    }

    @Test func picturesAreEncodedByALayer() throws {
        let features: TensorValue = try value(Self.clips + "encode films[1] with eye")
        #expect(features.tensor.shape == [4, 16])
        // As in training, the movie's own scaler makes them small.
        let alike: TensorValue = try value(Self.clips + "encode (frames films[1], rate: 4 Hz, size: 16 px) with eye")
        #expect(alike.tensor.floats == features.tensor.floats)
        let first: TensorValue = try value(Self.clips + "encode (load \"films/high blue/1.mp4\") with eye, layer: 1")
        #expect(first.tensor.shape == [4, 8 * 14 * 14])
        let pictures: TensorValue = try value(Self.clips + "encode (frames films[1], every: 4, size: 20 px, grey) with eye")
        #expect(pictures.tensor.shape == [3, 16])
        #expect(try said(Self.clips + "encode films[1] with ear") == "the network does not look at pictures one by one")
        #expect(try said(Self.clips + "encode films[1] with eye, layer: 40").hasPrefix("encode's 'layer' is one of 1 to"))
        // A sound alone.
        #expect(try said(Self.clips + "encode films[18] with eye").hasSuffix("has no pictures"))
    }

    @Test func layersAndAnswersCanBeLookedAt() throws {
        let maps: TensorValue = try value(Self.clips + "activations eye on films[1], layer: 3, picture: 2")
        #expect(maps.tensor.shape == [8, 14, 14] && maps.tensor.axes.map(\.name) == ["filter", "row", "column"])
        let heard: TensorValue = try value(Self.clips + "activations ear on films[1]")
        #expect(heard.tensor.shape == [8, 22, 30] && heard.tensor.axes.map(\.name) == ["filter", "band", "frame"])
        // A figure of them says what they are of, unless something else is asked for.
        func subtitle(_ source: String) throws -> String {
            let figure: FigureValue = try value(Self.clips + "plot \(source)")
            return figure.figure.subtitle
        }
        #expect(try subtitle("(activations eye on films[1], layer: 3, picture: 2)") == "Layer 3: ReLU, picture 2 of 4, at 250 ms")
        #expect(try subtitle("(activations ear on films[1])") == "Layer 1: convolution 3x3, 8 filters")
        #expect(try subtitle("(activations ear on films[1])[1 .. 4]") == "Layer 1: convolution 3x3, 8 filters")
        #expect(
            try subtitle("(activations ear on (tone 440 Hz, length: 3 s))")
                == "Layer 1: convolution 3x3, 8 filters, the first 1.0 s of 3.0 s")
        #expect(try subtitle("(activations ear on films[1]), subtitle: \"maps\"") == "maps")
        // Kept, and read where it was kept without.
        #expect(try TensorValue(payload: heard.payload()).caption == heard.caption)
        let old = try TensorValue(payload: Payload(type: "tensor", line: "", tensors: [("values", heard.tensor)]))
        #expect(old.caption == nil && old.tensor.floats == heard.tensor.floats)
        #expect(try said(Self.clips + "activations eye on films[1], picture: 5") == "activations' 'picture' is one of 1 to 4")
        for (name, shape) in [("ear", [24, 32]), ("eye", [16, 16])] {
            let found: SaliencyValue = try value(Self.clips + "saliency \(name) on films[1]")
            #expect(
                found.weights.shape == shape && (name == "eye" ? found.label.hasSuffix("blue") : found.label.hasPrefix("high")))
            let again = try SaliencyValue(payload: found.payload())
            #expect(again.line == found.line && again.weights.floats == found.weights.floats)
        }
        let asked: SaliencyValue = try value(Self.clips + "saliency eye on (frames films[1]), class: (\"low red\")")
        #expect(asked.label == "low red")
        #expect(
            try said(Self.clips + "saliency eye on films[1], class: cat").hasPrefix("saliency's 'class' is none of the network's")
        )
        let colours: TensorValue = try value(Self.clips + "eye.filters")
        #expect(
            colours.tensor.shape == [24, 3, 3]
                && colours.tensor.axes[0].coordinates == .labels((1...8).flatMap { ["\($0) red", "\($0) green", "\($0) blue"] }))
    }

    /// The header of this one says nothing of its five seconds.
    @Test(.enabled(if: dataFolder != nil, "FOLEY_DATA is not set")) func aMovieThatDoesNotTellItsLengthIsJudgedWhole() throws {
        let path = try #require(dataFolder) + "/media/public/moviepy-no_duration.webm"
        try FileManager.default.createSymbolicLink(atPath: laboratory.folder + "/long.webm", withDestinationPath: path)
        let found: PredictionValue = try value(Self.clips + "predict eye on \"long.webm\"")
        #expect(found.times.count == 9 && abs(found.times[8].upperBound - 4.93) < 0.1, "\(found.times)")
    }

    @Test func whatCannotBeIsRefused() throws {
        let clips = Self.clips
        #expect(try said(clips + "fuse [ear]") == "there is nothing to fuse it with")
        #expect(try said(clips + "fuse [ear, eye]") == "nothing says what each model's judgement weighs")
        #expect(try said(clips + "fuse [ear, eye, ear], weight: 50 %") == "fuse's 'weight' goes with two models, not 3")
        #expect(
            try said(clips + "fuse [(cnn films), (cnn films)]").hasPrefix("networks that have learned nothing are fused in pairs")
        )
        try "file,labels\nfilms/high red/1.mp4,high red;low red\nfilms/high blue/1.mp4,\n".write(
            toFile: laboratory.folder + "/many.csv", atomically: true, encoding: .utf8)
        #expect(
            try said(clips + "fuse [ear, eye] on (dataset \"many.csv\")")
                == "fuse … on has clips of several classes, and the network names one")
        #expect(
            try said(
                clips
                    + "joint = fuse [(linear films, length: 1 s), (linear films, modality: pictures, length: 1 s, size: 8 px)]\n"
                    + "train joint on films, speed: 10 %") == "train's 'speed' varies one sense: this network hears and sees")
        #expect(
            try said(clips + "cnn films, modality: pictures, rate: 8 kHz") == "cnn's 'rate' does not go with modality: pictures")
        #expect(try said(clips + "cnn films, size: 32 px") == "cnn's 'size' does not go with modality: sound")
        #expect(
            try said(clips + "cnn films, modality: pictures, crop: [0 px, 0 px, 8 px]").hasSuffix(
                "takes four numbers: [x, y, width, height]"))
        #expect(
            try said(clips + "train (linear films, modality: pictures, crop: [20 px, 0 px, 20 px, 8 px]) on films").contains(
                "20 x 8 at 20, 0"))
        let part: NetworkValue = try value(
            clips + "linear films, modality: pictures, crop: [8 px, 8 px, 16 px, 16 px], size: 8 px")
        #expect(part.frontEnd.sense.seen?.crop == Crop(x: 8, y: 8, width: 16, height: 16))
        #expect(
            try said(clips + "train (cnn films, modality: pictures) on films, masks: 2")
                == "train's 'masks' varies sounds: this network sees")
        #expect(try said(clips + "saliency eye on films") == "saliency takes one clip, not 24")
        func wayOut(_ source: String) throws -> String? { try laboratory.wayOut(of: clips + source) }
        #expect(try wayOut("predict ear on \"films/low red/5.mp4\"") == "this network hears; ask one that sees")
        #expect(try wayOut("predict eye on \"films/low red/6.mp4\"") == "this network sees; ask one that hears")
        #expect(try said(clips + "predict ear on \"films/low red/5.mp4\"") == "'films/low red/5.mp4' has no sound")
        #expect(try wayOut("saliency (fuse [ear, eye], weight: 50 %) on films[1]") == "ask the ear or the eye alone")
        #expect(try wayOut("encode films[1] with (fuse [ear, eye], weight: 50 %)") == "give the eye alone")
        #expect(try wayOut("saliency eye on films[1], class: (\"low rde\")") == "did you mean 'low red'?")
        #expect(try wayOut("where films by class, is: (\"low rde\")") == "did you mean 'low red'?")
        #expect(try wayOut("where films by class, not: zebra")?.hasPrefix("the values are ") == true)
        let blues = "blues = where films by class, is: [\"low blue\", \"high blue\"]\n"
        #expect(
            try said(clips + blues + "fuse [eye, (train (linear blues) on blues, epochs: 1, aside: 0 %)] on films")
                == "the models to fuse have different classes: the second does not know 'high red', 'low red'")
        #expect(
            try said(clips + blues + "fuse [(linear blues), (linear films, modality: pictures, size: 8 px)]")
                == "the networks to fuse have different classes: the first does not know 'high red', 'low red'")
        #expect(try said(clips + "predict eye on (tone 440 Hz)") == "the network sees, and a sound has no pictures")
        #expect(
            try said("world = stage clips: 2, kinds: [bell, rain]\ncnn world, modality: pictures")
                == "no clip of the data set has pictures")
    }
}
