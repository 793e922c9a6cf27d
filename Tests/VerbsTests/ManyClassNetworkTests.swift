import Foundation
import Sound
import Tensors
import Testing

@testable import Networks
@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// Clips that have any number of classes: of three tones each is there or not.
@Suite struct ManyClassNetworkTests {
    private let laboratory: Laboratory

    init() throws {
        laboratory = try Laboratory()
        let folder = laboratory.folder + "/tones"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var rows = ["file,labels"]
        for number in 0..<48 {
            // Every set of tones but none, several times.
            let set = 1 + number % 7
            let names = ["low", "middle", "high"].enumerated().filter { set >> $0.offset & 1 == 1 }.map(\.element)
            let noise = Philox(seed: 3, purpose: "tones", UInt64(number))
            let samples = (0..<8000).map { i -> Float in
                var x = 0.05 * noise.normal(i)
                for (index, pitch) in [Float(250), 900, 2800].enumerated() where set >> index & 1 == 1 {
                    x += 0.2 * sin(Float(i) * pitch * 2 * .pi / 8000)
                }
                return x
            }
            let bytes = try Signal(Tensor([8000], samples), rate: 8000).encoded(as: .wav16).bytes
            try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(number).wav"))
            rows.append("\(number).wav,\(names.joined(separator: ";"))")
        }
        try rows.joined(separator: "\n").write(toFile: folder + "/tones.csv", atomically: true, encoding: .utf8)
    }

    private func value<V: Value>(_ source: String) throws -> V {
        try #require(try laboratory.value(of: source) as? V)
    }

    private func said(_ source: String) throws -> String { try laboratory.said(source) }

    private static let trained = """
        tones = dataset "tones"
        parts = split tones, test: 25 %
        net = cnn parts.train, bands: 32, filters: 16, blocks: 2, padding: same, head: mean
        ear = train net on parts.train, epochs: 40, rate: 0.01, aside: 0 %
        report = evaluate ear on parts.test

        """

    @Test func aNetworkLearnsEachClassByItself() throws {
        let network: NetworkValue = try value(Self.trained + "net")
        #expect(network.architecture.answer == .everyClass && network.line.hasSuffix("3 classes, any number a clip"))
        let report: ReportValue = try value(Self.trained + "report")
        let many = try #require(report.many)
        #expect(many.meanAveragePrecision > 0.95)
        #expect(many.accuracy() > 0.85)
        #expect(many.truth.contains { $0.count == 3 })
        #expect(report.line.hasPrefix("mAP ") && report.line.contains(" · d' "))
        let again = try ReportValue(payload: report.payload())
        #expect(again.line == report.line && again.many?.truth == many.truth)
        let model: ModelValue = try value(Self.trained + "ear")
        #expect(try ModelValue(payload: model.payload()).network.architecture.answer == .everyClass)
        // The first epoch is guesswork; the loss is that of three answers.
        let first = try #require(model.learning.history.first), last = try #require(model.learning.history.last)
        #expect(last.loss < 0.5 * first.loss)
        #expect(last.accuracy > 0.9)
    }

    @Test func probabilitiesStandEachByItself() throws {
        let found: PredictionValue = try value(Self.trained + "predict ear on (where tones by class, is: [low, middle, high])[7]")
        // The seventh clip has all three.
        #expect(found.probabilities.floats.reduce(0, +) > 2)
    }

    @Test func whatIsOfOneClassAloneIsRefused() throws {
        for field in ["accuracy", "confusion", "mistakes", "balanced", "top3"] {
            #expect(try said(Self.trained + "report.\(field)").hasPrefix("clips have several classes"))
        }
        for field in ["map", "auc", "dprime", "classes", "predictions", "roc"] {
            #expect(try !said(Self.trained + "report.\(field)").hasPrefix("clips have several classes"))
        }
        #expect(
            try said(Self.trained + "train net on parts.train, mixup: 0.2") == "train's 'mixup' goes with clips of one class each"
        )
        #expect(try said(Self.trained + "crossvalidate net on tones, folds: 3") == "crossvalidate takes clips of one class each")
        #expect(try said(Self.trained + "fuse [ear, ear], weight: 50 %").hasPrefix("models that name several classes"))
    }
}
