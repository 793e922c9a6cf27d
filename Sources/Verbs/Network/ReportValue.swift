import Datasets
public import Language
import Networks
import Plotting
public import Programs
public import Session
import Study
import Tensors
import Workplace

/// How well a network tells the clips of a data set apart.
public struct ReportValue: Value {
    public static let type = ValueType("report")
    /// The network's class names.
    let classes: [String]
    let scores: Scores
    /// Where clips may have several classes: what is to be known of these instead.
    let many: MultiScores?
    /// The clips that were heard, in the order of the scores.
    let table: ClipTable
    /// Clips that could not be heard, and why.
    let unreadable: [ClipTable.Unreadable]
    /// Of networks that were fused: what each alone took the clips for.
    let streams: [Stream]

    /// One of several networks that judge together.
    struct Stream: Codable, Hashable, Sendable {
        var name: String
        /// The class of each clip; nil of one that it cannot take in.
        var predicted: [Int?]
    }

    /// - Parameters:
    ///   - truth: the index in `classes` of each clip of `table`, or the first of its indices.
    ///   - truths: all indices of each clip, where it may have several.
    ///   - probabilities: (clip, class)
    init(
        classes: [String], truth: [Int], truths: [[Int]]? = nil, probabilities: Tensor, table: ClipTable,
        unreadable: [ClipTable.Unreadable], streams: [Stream] = []
    ) {
        precondition(streams.allSatisfy { $0.predicted.count == truth.count })
        self.streams = streams
        many = truths.map { MultiScores(truth: $0.map(Set.init), probabilities: probabilities) }
        precondition(table.clips.count == truth.count && probabilities.shape == [truth.count, classes.count])
        self.classes = classes
        self.scores = Scores(truth: truth, probabilities: probabilities)
        self.table = table
        self.unreadable = unreadable
    }

    init(_ judged: Judged) {
        self.init(
            classes: judged.classes, truth: judged.truths.map { $0.first ?? 0 },
            truths: judged.answer == .everyClass ? judged.truths : nil, probabilities: judged.probabilities,
            table: judged.table, unreadable: judged.unreadable,
            streams: judged.streams.map { Stream(name: $0.name, predicted: $0.predicted) })
    }

    private static let nothing = "clip was evaluated"

    public static let fields: [ValueField] = [
        ValueField("accuracy", .number, "Share of clips taken for what they are") { (report: ReportValue) in
            try Constant.share(report.ofOneClass.confusion.accuracy, of: nothing)
        },
        ValueField("low", .number, "Lower end of the accuracy's 95 % interval (Wilson)") { (report: ReportValue) in
            try Constant(share: report.ofOneClass.interval.lowerBound)
        },
        ValueField("high", .number, "Upper end of the accuracy's 95 % interval (Wilson)") { (report: ReportValue) in
            try Constant(share: report.ofOneClass.interval.upperBound)
        },
        ValueField("balanced", .number, "Mean recall of the classes") { (report: ReportValue) in
            try Constant.share(report.ofOneClass.confusion.balancedAccuracy, of: nothing)
        },
        ValueField("auc", .number, "Mean area below the classes' ROC curves") { (report: ReportValue) in
            try Constant.number(report.macroAUC, of: "class has clips and others have some too")
        },
        ValueField("map", .number, "Mean of the classes' average precisions") { (report: ReportValue) in
            try Constant.number(report.many?.meanAveragePrecision ?? report.scores.meanAveragePrecision, of: nothing)
        },
        ValueField("dprime", .number, "d' = sqrt(2) F⁻¹(AUC), how far apart the classes are from the rest") {
            (report: ReportValue) in
            try Constant.number(sensitivity(auc: report.macroAUC), of: "class has clips and others have some too")
        },
        ValueField("top3", .number, "Share of clips whose class is among the three most probable") {
            (report: ReportValue) in try Constant.share(report.ofOneClass.scores.topAccuracy(3), of: nothing)
        },
        ValueField("count", .number, "How many clips were evaluated") { (report: ReportValue) in
            Constant.count(report.scores.truth.count)
        },
        ValueField("confusion", ConfusionValue.type, "How many clips of each class were taken for each") {
            (report: ReportValue) in ConfusionValue(classes: report.classes, try report.ofOneClass.confusion)
        },
        ValueField(
            "classes", TableValue.type,
            "Precision, recall, F1 and AUC of each class; AP, AUC and d' where clips may have several"
        ) {
            (report: ReportValue) in report.classTable
        },
        ValueField("roc", CurvesValue.type, "Hits over false alarms of each class against the rest") {
            (report: ReportValue) in report.roc
        },
        ValueField("mistakes", DatasetValue.type, "The clips taken for another class, the surest mistakes first") {
            (report: ReportValue) in try report.ofOneClass.mistakes
        },
        ValueField("predictions", TableValue.type, "Every clip with its class and what it was taken for") {
            (report: ReportValue) in report.predictions
        },
        ValueField("streams", TableValue.type, "Of a fusion: how well each network alone does, and all together") {
            (report: ReportValue) in
            guard !report.streams.isEmpty else {
                throw NothingToMeasure(cause: "one network alone was judged, not several fused")
            }
            return report.streamTable
        },
        ValueField("unreadable", TableValue.type, "Clips that could not be read, and why") { (report: ReportValue) in
            TableValue([
                .init(name: "path", cells: .text(report.unreadable.map(\.path))),
                .init(name: "reason", cells: .text(report.unreadable.map(\.reason))),
            ])
        },
    ]

    /// Itself, where every clip has one class.
    ///
    /// - Throws: `NothingToMeasure`.
    private var ofOneClass: ReportValue {
        get throws {
            guard many == nil else { throw NothingToMeasure(cause: "clips have several classes: ask 'map', 'auc' or 'dprime'") }
            return self
        }
    }

    private var macroAUC: Double { many?.macroAUC ?? scores.macroAUC }
    private func roc(of label: Int) -> ROC { many?.roc(label) ?? scores.roc(label) }
    var confusion: Confusion { scores.confusion }
    static let intervalName = "95 % intervals (Wilson)"
    var interval: ClosedRange<Double> { wilsonInterval(hits: confusion.right, of: confusion.total) }

    /// `accuracy 91.7 % (88.2..94.3)`
    private var headline: String {
        guard confusion.total > 0 else { return "no clips" }
        if let many {
            let parts = [("mAP", many.meanAveragePrecision, 3), ("AUC", many.macroAUC, 3), ("d'", many.sensitivity, 2)]
            return parts.filter { !$0.1.isNaN }.map { "\($0.0) \($0.1.spelled(decimals: $0.2))" }.joined(separator: " · ")
        }
        let (low, high) = (percents(interval.lowerBound), percents(interval.upperBound))
        return "accuracy \(spelled(share: confusion.accuracy)) (\(low)..\(high))"
    }

    /// `balanced 91.5 % · 300 clips · 10 classes`
    private var details: String {
        let count = confusion.total
        if !streams.isEmpty, count > 0 {
            return marks.dropLast().map { "\($0.name) alone \(spelled(share: Double($0.right) / Double(count)))" }.joined(
                separator: " · ")
                + " · \(count) clip\(count == 1 ? "" : "s")"
        }
        var parts = count > 0 && many == nil ? ["balanced \(spelled(share: confusion.balancedAccuracy))"] : []
        if count > 0 { parts.append("\(count) clip\(count == 1 ? "" : "s")") }
        parts.append("\(classes.count) class\(classes.count == 1 ? "" : "es")")
        if !unreadable.isEmpty { parts.append("\(unreadable.count) unreadable") }
        return parts.joined(separator: " · ")
    }

    public var line: String { "\(headline) · \(details)" }

    public var shown: Shown {
        .text(
            // What sums it up comes last: tables may be longer than the window.
            [
                classTable.text, streams.isEmpty ? nil : streamTable.text,
                many == nil ? ConfusionValue(classes: classes, confusion).text : nil, line,
            ].compactMap { $0 }
                .joined(separator: "\n\n"))
    }

    /// Each stream alone and then all: clips that it can take in, and those that it takes for what they are.
    var marks: [(name: String, clips: Int, right: Int)] {
        streams.map { stream in
            let right = zip(stream.predicted, scores.truth).count { $0 == $1 }
            return (stream.name, stream.predicted.count { $0 != nil }, right)
        } + [("fused", confusion.total, confusion.right)]
    }

    /// Accuracies are of all clips: one that a stream cannot take in is not right.
    private var streamTable: TableValue {
        let (marks, total) = (marks, confusion.total)
        let intervals = marks.map { wilsonInterval(hits: $0.right, of: total) }
        return TableValue([
            .init(name: "stream", cells: .text(marks.map(\.name))),
            .init(name: "judged", cells: .numbers(marks.map { Double($0.clips) }, digits: 0)),
            .init(name: "right", cells: .numbers(marks.map { Double($0.right) }, digits: 0)),
            .init(name: "accuracy %", cells: .numbers(marks.map { 100 * Double($0.right) / Double(total) }, digits: 1)),
            .init(name: "low", cells: .numbers(intervals.map { 100 * $0.lowerBound }, digits: 1)),
            .init(name: "high", cells: .numbers(intervals.map { 100 * $0.upperBound }, digits: 1)),
        ])
    }

    private var classTable: TableValue {
        if let many { return Self.table(of: many, classes) }
        let rows = confusion.classes
        return TableValue([
            .init(name: "class", cells: .text(classes)),
            .init(name: "clips", cells: .numbers(rows.map { Double($0.support) }, digits: 0)),
            .init(name: "precision", cells: .numbers(rows.map(\.precision), digits: 3)),
            .init(name: "recall", cells: .numbers(rows.map(\.recall), digits: 3)),
            .init(name: "f1", cells: .numbers(rows.map(\.f1), digits: 3)),
            .init(name: "auc", cells: .numbers(classes.indices.map { scores.roc($0).area }, digits: 3)),
        ])
    }

    private static func table(of many: MultiScores, _ classes: [String]) -> TableValue {
        let areas = classes.indices.map { many.roc($0).area }
        return TableValue([
            .init(name: "class", cells: .text(classes)),
            .init(name: "clips", cells: .numbers(classes.indices.map { Double(many.count($0)) }, digits: 0)),
            .init(name: "ap", cells: .numbers(classes.indices.map(many.averagePrecision), digits: 3)),
            .init(name: "auc", cells: .numbers(areas, digits: 3)),
            .init(name: "d'", cells: .numbers(areas.map(sensitivity(auc:)), digits: 2)),
        ])
    }

    /// The curve of every class; where they are many, the five worst and the best are named.
    private var roc: CurvesValue {
        let curves = classes.indices.map { (name: classes[$0], roc: roc(of: $0)) }.filter { !$0.roc.hits.isEmpty }
            .sorted { $0.roc.area > $1.roc.area }
        func named(_ name: String, _ area: Double) -> String { "\(name) \(area.spelled(decimals: 3))" }
        var series = curves.enumerated().map { rank, curve in
            let isNamed = curves.count <= 6 || rank == 0 || rank >= curves.count - 5
            return Series(
                named(curve.name, curve.roc.area), x: curve.roc.falseAlarms, y: curve.roc.hits,
                look: isNamed ? .usual : .faint)
        }
        if curves.count > 1, let mean = ROC.mean(of: curves.map(\.roc)) {
            series.insert(
                Series(named("mean", macroAUC), x: mean.falseAlarms, y: mean.hits, look: .strong), at: 0)
        }
        return CurvesValue(
            "Hits over false alarms", series: series, x: .init("False alarms", range: 0...1),
            y: .init("Hits", range: 0...1), hasDiagonal: true)
    }

    private var mistakes: DatasetValue {
        let clips = scores.mistakes
        var part = table.selecting(clips)
        part.unreadable = []
        let judgements = clips.map {
            ClipTable.Judgement(classes[scores.predicted[$0]], confidence: Double(scores.confidence($0)))
        }
        part.judgements = judgements
        part.columns.removeAll { ["predicted", "confidence"].contains($0.name) }
        part.columns.append(.init("predicted", judgements.map(\.name)))
        part.columns.append(.init("confidence", judgements.map { percents($0.confidence) }))
        return DatasetValue(part)
    }

    private var predictions: TableValue {
        if let many { return namedClasses(many) }
        let clips = scores.truth.indices
        return TableValue([
            .init(name: "path", cells: .text(table.clips.map(\.path))),
            .init(name: "class", cells: .text(scores.truth.map { classes[$0] })),
            .init(name: "predicted", cells: .text(scores.predicted.map { classes[$0] })),
            .init(name: "confidence", cells: .numbers(clips.map { Double(scores.confidence($0)) * 100 }, digits: 1)),
            .init(
                name: "right", cells: .text(clips.map { scores.truth[$0] == scores.predicted[$0] ? "yes" : "no" })),
        ])
    }

    /// What each clip is said to have from one half up, and what it has.
    private func namedClasses(_ many: MultiScores) -> TableValue {
        let (floats, count) = (many.probabilities.floats, classes.count)
        func names(_ labels: some Sequence<Int>) -> String { labels.map { classes[$0] }.joined(separator: "; ") }
        return TableValue([
            .init(name: "path", cells: .text(table.clips.map(\.path))),
            .init(name: "classes", cells: .text(many.truth.map { names($0.sorted()) })),
            .init(
                name: "predicted",
                cells: .text(many.truth.indices.map { clip in names((0..<count).filter { floats[clip * count + $0] >= 0.5 }) })),
        ])
    }

    struct Record: Codable {
        var classes: [String]
        var truth: [Int]
        var truths: [[Int]]?
        var table: ClipTable
        var unreadable: [ClipTable.Unreadable]
        var streams: [Stream]?
    }

    public func payload() throws -> Payload {
        Payload(
            type: Self.type.name, line: line, facts: try Facts.encode(record),
            tensors: [("probabilities", scores.probabilities)])
    }

    var record: Record {
        Record(
            classes: classes, truth: scores.truth, truths: many?.truth.map { $0.sorted() }, table: table, unreadable: unreadable,
            streams: streams.isEmpty ? nil : streams)
    }

    public init(payload: Payload) throws {
        try self.init(Facts.decode(Record.self, from: payload), probabilities: payload.tensors.first?.tensor)
    }

    /// Throws `DamagedValue`.
    init(_ record: Record, probabilities: Tensor?) throws {
        guard let tensor = probabilities, record.table.clips.count == record.truth.count,
            tensor.shape == [record.truth.count, record.classes.count],
            record.streams?.allSatisfy({ $0.predicted.count == record.truth.count }) ?? true,
            record.truth.allSatisfy(record.classes.indices.contains),
            record.truths.map({ $0.count == record.truth.count && $0.joined().allSatisfy(record.classes.indices.contains) })
                ?? true,
            record.table.isWhole
        else { throw DamagedValue(type: Self.type, what: "not a probability for each clip and class") }
        self.init(
            classes: record.classes, truth: record.truth, truths: record.truths, probabilities: tensor, table: record.table,
            unreadable: record.unreadable, streams: record.streams ?? [])
    }
}

extension ReportValue: Drawable {
    /// The confusion beside the classes' recalls and ROC curves.
    func drawn(_ wishes: DrawingWishes) throws -> Figure {
        guard many == nil else {
            return try roc.drawn(
                DrawingWishes(
                    title: wishes.title(else: headline), subtitle: wishes.subtitle(else: details), context: wishes.context,
                    shelf: wishes.shelf))
        }
        if !streams.isEmpty {
            let bars = try streamBars()
            let matrix = try Figure.confusion(
                title: "Confusion, fused", names: classes, counts: ConfusionValue(classes: classes, confusion).tensor)
            return .layout(
                [matrix, bars], columns: 2, title: wishes.title(else: headline.prefix(1).uppercased() + headline.dropFirst()),
                subtitle: wishes.subtitle(else: wishes.title.isEmpty ? details : line))
        }
        let matrix = try Figure.confusion(
            title: "Confusion", names: classes, counts: ConfusionValue(classes: classes, confusion).tensor)
        let curves = try roc.drawn(DrawingWishes(title: "ROC", context: wishes.context, shelf: wishes.shelf))
        return .layout(
            [matrix, .layout([try recalls(), curves])], columns: 2,
            title: wishes.title(else: headline.prefix(1).uppercased() + headline.dropFirst()),
            // Under a title of one's own the accuracy still has to be seen.
            subtitle: wishes.subtitle(else: wishes.title.isEmpty ? details : line))
    }

    /// The accuracy of each stream and of all, with intervals.
    private func streamBars() throws -> Figure {
        let total = confusion.total
        let intervals = marks.map { wilsonInterval(hits: $0.right, of: total) }
        return try .bars(
            title: "Alone and together", subtitle: Self.intervalName, names: marks.map(\.name),
            values: marks.map { 100 * Double($0.right) / Double(max(total, 1)) },
            intervals: intervals.map { 100 * $0.lowerBound...100 * $0.upperBound },
            y: .init("Accuracy", unit: "%", range: 0...100), decimals: 1, hasColours: true)
    }

    /// The recall of each class, or of the twelve hardest.
    private func recalls() throws -> Figure {
        let rows = confusion.classes
        var labels = classes.indices.filter { !rows[$0].recall.isNaN }
        let isCut = labels.count > 12
        if isCut { labels = Array(labels.sorted { rows[$0].recall < rows[$1].recall }.prefix(12)) }
        return try .bars(
            title: isCut ? "Recall of the 12 hardest classes" : "Recall by class", names: labels.map { classes[$0] },
            values: labels.map { rows[$0].recall * 100 }, y: .init("Recall", unit: "%", range: 0...100), isAcross: true,
            decimals: 0)
    }
}
