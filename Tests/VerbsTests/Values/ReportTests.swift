import Datasets
import Foundation
import Language
import Plotting
import Session
import Sound
import Tensors
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// Reports, predictions and curves of made-up networks.
@Suite struct ReportTests {
    static let classes = ["bell", "dog bark", "glass", "rain"]

    /// Twelve clips, ten of them right; none of rain.
    static func report(paths: [String]? = nil) -> ReportValue {
        let truth = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]
        let heard = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 0]
        let sure: [Float] = [0.9, 0.8, 0.7, 0.95, 0.6, 0.9, 0.8, 0.5, 0.9, 0.7, 0.6, 0.87]
        let probabilities = Tensor([12, 4]) { memory in
            for clip in 0..<12 {
                for label in 0..<4 {
                    memory[clip * 4 + label] = label == heard[clip] ? sure[clip] : (1 - sure[clip]) / 3
                }
            }
        }
        let clips = truth.enumerated().map { index, label in
            Clip(
                path: paths?[index] ?? "sounds/\(index).wav", digest: String(repeating: "a", count: 64), seconds: 1,
                rate: 16000, channels: 1, label: label)
        }
        let table = ClipTable(
            classes: classes, clips: clips, columns: [.init("fold", (0..<12).map { "\($0 % 5)" })])
        return ReportValue(
            classes: classes, truth: truth, probabilities: probabilities, table: table,
            unreadable: [.init(path: "sounds/x.wav", reason: "it is empty")])
    }

    private func field<V: Value>(_ name: String, of value: any Value, as type: V.Type = V.self) throws -> V {
        let field = try #require(Swift.type(of: value).fields.first { $0.name == name }, "\(name)")
        let found = try field.read(value)
        #expect(found.type == field.type || found is Constant, "\(name)")
        return try #require(found as? V)
    }

    /// A table of mistakes can itself be learned from, fold by fold: each of its clips keeps what it was taken for.
    @Test func foldsOfMistakesKeepWhatEachClipWasTakenFor() throws {
        func part(_ name: String) -> ReportValue {
            let whole = Self.report()
            var table = whole.table
            table.judgements = table.clips.map { _ in .init(name, confidence: 0.5) }
            return ReportValue(
                classes: whole.classes, truth: whole.scores.truth, probabilities: whole.scores.probabilities, table: table,
                unreadable: [])
        }
        let pooled = ReportValue(pooling: [part("cat"), part("dog")])
        #expect(
            pooled.table.isWhole
                && pooled.table.judgements?.map(\.name) == ["cat", "dog"].flatMap { Array(repeating: $0, count: 12) })
        #expect(try ReportValue(payload: pooled.payload()).table == pooled.table)
        let mistakes: DatasetValue = try field("mistakes", of: pooled)
        #expect(mistakes.table.isWhole && mistakes.table.clips.count == 4)
    }

    @Test func whatHasNoBoundComesBackAsANumber() throws {
        for number in [Double.infinity, -.infinity, .nan] {
            for constant in [Constant.number(number), Constant(share: number)] {
                let back = try Constant(payload: constant.payload())
                #expect(back.type == .number && back.isShare == constant.isShare && back.line == constant.line)
                guard case .quantity(let quantity) = back.scalar else {
                    Issue.record("\(number) comes back as \(back.scalar)")
                    continue
                }
                #expect(quantity.value == number || quantity.value.isNaN && number.isNaN)
            }
        }
        let word = try Constant(payload: Constant(.word("inf")).payload())
        #expect(word.scalar == .word("inf"))
    }

    /// Of an ear that is never wrong.
    @Test func theSensitivityOfAPerfectNetworkIsKept() throws {
        let probabilities = Tensor([4, 2], [0.9, 0.1, 0.8, 0.2, 0.3, 0.7, 0.1, 0.9])
        let clips = (0..<4).map { Clip(path: "\($0).wav", digest: "", seconds: 1, rate: 8000, channels: 1, label: $0 / 2) }
        let report = ReportValue(
            classes: ["a", "b"], truth: clips.map { $0.label! }, probabilities: probabilities,
            table: ClipTable(classes: ["a", "b"], clips: clips), unreadable: [])
        let found: Constant = try field("dprime", of: report)
        #expect(try Constant(payload: found.payload()).scalar == .quantity(Quantity(.infinity)))
    }

    @Test func saysTheScoresInOneLine() {
        #expect(
            Self.report().line
                == "accuracy 83.3 % (55.2..95.3) · balanced 83.3 % · 12 clips · 4 classes · 1 unreadable")
    }

    @Test func showsClassesAndConfusion() throws {
        let text = try #require(Self.report().shown.text)
        #expect(
            text == """
                class     clips  precision  recall     f1    auc
                bell          4      0.800   1.000  0.889  0.938
                dog bark      4      1.000   0.750  0.857  1.000
                glass         4      0.750   0.750  0.750  0.844
                rain          0

                truth     bell  dog bark  glass  rain
                bell         4         0      0     0
                dog bark     0         3      1     0
                glass        1         0      3     0
                rain         0         0      0     0

                accuracy 83.3 % (55.2..95.3) · balanced 83.3 % · 12 clips · 4 classes · 1 unreadable
                """)
    }

    @Test func fieldsOfAReport() throws {
        let report = Self.report()
        #expect(try field("accuracy", of: report, as: Constant.self).line == "83.3 %")
        #expect(try field("count", of: report, as: Constant.self).line == "12")
        let confusion: ConfusionValue = try field("confusion", of: report)
        #expect(confusion.confusion.counts == [4, 0, 0, 0, 0, 3, 1, 0, 1, 0, 3, 0, 0, 0, 0, 0])
        #expect(confusion.line == "83.3 % of 12 clips right · 4 classes")
        let predictions: TableValue = try field("predictions", of: report)
        #expect(predictions.rows == 12)
        #expect(predictions.columns.map(\.name) == ["path", "class", "predicted", "confidence", "right"])
        #expect(predictions.columns[4].cells.texts.count { $0 == "no" } == 2)
        let unreadable: TableValue = try field("unreadable", of: report)
        #expect(unreadable.rows == 1)
        for field in ReportValue.fields where field.name != "streams" { _ = try field.read(report) }
        let streams = try #require(ReportValue.fields.first { $0.name == "streams" })
        #expect(throws: NothingToMeasure.self) { try streams.read(report) }
    }

    @Test func mistakesComeSurestFirst() throws {
        let mistakes: DatasetValue = try field("mistakes", of: Self.report())
        #expect(mistakes.table.clips.map(\.path) == ["sounds/11.wav", "sounds/7.wav"])
        #expect(mistakes.table.columns.map(\.name) == ["fold", "predicted", "confidence"])
        #expect(mistakes.table.columns[1].values == ["bell", "glass"])
        #expect(mistakes.table.columns[2].values == ["87.0", "50.0"])
        #expect(mistakes.table.judgements?.map(\.name) == ["bell", "glass"])
        #expect(mistakes.table.judgements?.map { Float($0.confidence) } == [0.87, 0.5])
        #expect(mistakes.table.classes == Self.classes && mistakes.table.unreadable.isEmpty)
    }

    @Test func curvesLeaveOutClassesWithoutClips() throws {
        let roc: CurvesValue = try field("roc", of: Self.report())
        #expect(roc.names == ["mean 0.927", "dog bark 1.000", "bell 0.938", "glass 0.844"])
        #expect(roc.hasDiagonal && roc.looks == [.strong, .usual, .usual, .usual])
    }

    @Test func noClipsMakeAReportToo() throws {
        let empty = ReportValue(
            classes: ["a", "b"], truth: [], probabilities: Tensor([0, 2], []),
            table: ClipTable(classes: ["a", "b"], clips: []), unreadable: [])
        #expect(empty.line == "no clips · 2 classes")
        #expect(throws: NothingToMeasure.self) { try field("accuracy", of: empty, as: Constant.self) }
        #expect(throws: NothingToMeasure.self) { try field("auc", of: empty, as: Constant.self) }
        #expect(try empty.drawn(wishes()).description.contains("no clips"))
    }

    static let prediction = PredictionValue(
        classes: classes, times: [0...1, 0.5...1.5, 1...2],
        probabilities: Tensor([3, 4], [0.7, 0.1, 0.1, 0.1, 0.6, 0.2, 0.1, 0.1, 0.2, 0.05, 0.7, 0.05]))

    @Test func predictionsSayTheMostProbableFirst() throws {
        let value = Self.prediction
        #expect(value.line == "bell 50.0 % · glass 30.0 % · dog bark 11.7 %")
        let text = try #require(value.shown.text)
        #expect(
            text == """
                class        %
                bell      50.0  ██████████
                glass     30.0  ██████
                dog bark  11.7  ██
                rain       8.3  ██

                seconds   class     %
                0.0..1.5  bell   65.0
                1.0..2.0  glass  70.0
                """)
        #expect(try field("class", of: value, as: Constant.self).scalar == .text("bell"))
        for field in PredictionValue.fields { _ = try field.read(value) }
    }

    @Test func predictionsThatAreNotNumbersComeLast() throws {
        let odd = PredictionValue(classes: ["a", "b"], times: [0...1], probabilities: Tensor([1, 2], [.nan, 0.25]))
        #expect(odd.line == "b 25.0 % · a -")
        _ = odd.shown
        _ = try odd.drawn(wishes())
    }

    static let losses = CurvesValue(
        "Loss",
        series: [
            Series("training", x: [1, 2, 3], y: [2, 1, 0.1]), Series("validation", x: [1, 2, 3], y: [2, .nan, 1.25]),
        ], x: .init("Epoch"), y: .init("Loss", unit: "nats"), mark: Mark(at: 3, "epoch 3, the best"))

    @Test func curvesAreATableToo() throws {
        #expect(Self.losses.line == "loss: training, validation · epoch 3, the best")
        let table: TableValue = try field("table", of: Self.losses)
        #expect(
            table.text == """
                epoch  training  validation
                    1    2.0000      2.0000
                    2    1.0000
                    3    0.1000      1.2500
                """)
        let roc: CurvesValue = try field("roc", of: Self.report())
        let long: TableValue = try field("table", of: roc)
        #expect(long.columns.map(\.name) == ["curve", "false alarms", "hits"])
    }

    /// Every new value comes back from its payload to the bit.
    @Test func valuesComeBackAsTheyWere() throws {
        let report = Self.report()
        let values: [any Value] = [
            report, ConfusionValue(classes: Self.classes, report.confusion), Self.prediction, Self.losses,
            try field("roc", of: report, as: CurvesValue.self), try field("mistakes", of: report, as: DatasetValue.self),
        ]
        for value in values {
            let payload = try value.payload()
            let back = try Repertoire.foley.decode(payload)
            let again = try back.payload()
            #expect(back.type == value.type && again.line == payload.line && again.facts == payload.facts)
            #expect(again.tensors.map(\.name) == payload.tensors.map(\.name))
            for (one, other) in zip(payload.tensors, again.tensors) {
                #expect(one.tensor.shape == other.tensor.shape)
                #expect(one.tensor.floats.map(\.bitPattern) == other.tensor.floats.map(\.bitPattern))
            }
        }
    }

    @Test func damagedPayloadsAreFaults() throws {
        let values: [any Value] = [
            Self.report(), ConfusionValue(classes: Self.classes, Self.report().confusion), Self.prediction, Self.losses,
        ]
        for value in values {
            var payload = try value.payload()
            payload.facts = payload.facts.replacingOccurrences(of: "\"bell\",", with: "")
                .replacingOccurrences(of: "\"training\",", with: "")
            #expect(throws: DamagedValue.self) { try Repertoire.foley.decode(payload) }
            payload.facts = "{}"
            #expect(throws: DamagedValue.self) { try Repertoire.foley.decode(payload) }
        }
    }

    // Drawing

    private func wishes(_ laboratory: Laboratory? = nil) throws -> DrawingWishes {
        let laboratory = try laboratory ?? Laboratory()
        return DrawingWishes(
            context: Context(places: laboratory.places, parallel: Parallel(threads: 2)), shelf: Shelf(laboratory.store))
    }

    @Test func valuesDrawThemselves() throws {
        let report = Self.report()
        let figure = try report.drawn(wishes())
        #expect(figure.title == "Accuracy 83.3 % (55.2..95.3)")
        #expect(figure.description.contains("confusion of 4 classes, 10 of 12 clips right; most often "))
        #expect(figure.description.contains("bars of recall: bell 100, dog bark 75, glass 75"))
        #expect(try Self.losses.drawn(wishes()).description.hasSuffix("marked at 3: epoch 3, the best."))
        #expect(try Self.prediction.drawn(wishes()).title == "bell 50.0 %")
        let one = PredictionValue(
            classes: Self.classes, times: [0...1], probabilities: Tensor([1, 4], [0.1, 0.2, 0.3, 0.4]))
        #expect(
            try one.drawn(wishes()).description
                == "\"rain 40.0 %\": bars of probability: bell 10, dog bark 20, glass 30, rain 40.")
        let table = TableValue([
            .init(name: "name", cells: .text(["a", "b"])), .init(name: "score", cells: .numbers([1, 2.5], digits: 1)),
        ])
        #expect(try table.drawn(wishes()).description == "Bars of score: a 1, b 2.5.")
        let wide: TableValue = try field("classes", of: report)
        #expect(throws: UndrawableTable.self) { try wide.drawn(wishes()) }
        let filters = TensorValue(Tensor([2, 3, 3], (0..<18).map { Float($0) - 9 }))
        #expect(try filters.drawn(wishes()).description == "2 small pictures, value −9 to 9.")
    }

    @Test func aDataSetIsAPageOfItsSounds() throws {
        let laboratory = try Laboratory()
        let folder = laboratory.folder
        _ = try laboratory.value(of: "export (tone 440 Hz, rate: 16 kHz) to \"tone.wav\"")
        _ = try laboratory.value(of: "export (noise 200 ms, rate: 8 kHz) to \"noise.wav\"")
        try Data("no sound".utf8).write(to: URL(fileURLWithPath: folder + "/broken.wav"))
        let names = ["tone.wav", "noise.wav", "broken.wav"]
        let digests = try laboratory.store.digests(ofFiles: names.map { folder + "/" + $0 }).map(\.description)
        let clips = zip(names, digests).enumerated().map { index, clip in
            Clip(path: clip.0, digest: clip.1, seconds: 1, rate: 16000, channels: 1, label: index % 2)
        }
        var table = ClipTable(classes: ["high", "low"], clips: clips)
        table.judgements = [.init("low", confidence: 0.874), .init("high", confidence: 0.6), .init("low", confidence: 0.01)]
        let set = DatasetValue(table)
        let figure = try set.drawn(wishes(laboratory))
        #expect(
            figure.description
                == "\"What was misheard\": 3 small pictures, level (dB) −80 to 0: high, heard as low, 87 %; low, heard as high, 60 %; "
                + "high, cannot be read.")
        var plain = set.table
        plain.judgements = nil
        plain.clips = Array(repeating: plain.clips[0], count: 20) + [plain.clips[1]]
        let page = try DatasetValue(plain).drawn(wishes(laboratory))
        #expect(page.subtitle.hasPrefix("12 of 21 clips · time to the right, up to 1.0 s"))
        #expect(page.description.hasSuffix("high; high; low."), "a class of one clip is on the page too")
        // A column of the data set's own is no judgement, whatever it is called.
        var named = set.table
        named.judgements = nil
        let unnamed = try DatasetValue(named).drawn(wishes(laboratory)).description
        named.columns = [.init("predicted", ["low", "high", "low"]), .init("confidence", ["87.4", "60.0", "1"])]
        #expect(
            try DatasetValue(named).drawn(wishes(laboratory)).description == unnamed
                && unnamed.contains("What is in the data set"))
        // What is gone or changed may come back: a page without it would stay under the same recipe.
        var changed = set.table
        changed.clips[0].digest = String(repeating: "1", count: 64)
        #expect(throws: ClipsChanged.self) { try DatasetValue(changed).drawn(wishes(laboratory)) }
        changed.clips[0].path = "gone.wav"
        #expect(throws: UnreadableFile.self) { try DatasetValue(changed).drawn(wishes(laboratory)) }
    }
}
