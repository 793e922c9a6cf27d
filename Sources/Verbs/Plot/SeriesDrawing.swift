import Language
import Networks
import Plotting
import Programs
import Sound
import Study
import Tensors

extension SeriesValue: Drawable {
    /// How many figures stand side by side in one.
    private static let mostPanels = 12

    /// Numbers over the values of the key, curves in one pair of axes, anything else as figures side by side on one scale.
    func drawn(_ wishes: DrawingWishes) throws -> Figure {
        if let fused { return try drawn(fused, wishes) }
        if let measured { return try drawn(measured, wishes) }
        if let curves { return try drawn(curves, wishes) }
        guard elements.count <= Self.mostPanels else {
            throw UnfitOperand(
                verb: "plot", role: "",
                objection: "puts \(Self.mostPanels) figures side by side at most, and this series has \(elements.count) elements")
        }
        let panels = try elements.indices.map { try panel($0, wishes) }
        let isWide = elements.allSatisfy { $0 is SoundValue }
        // Keys that cross make a grid, a column for each value of the last.
        let isCrossed = keys.keys.count { $0.values.count > 1 } > 1
        let columns = isCrossed ? keys.keys.last!.values.count : panels.count <= 3 && isWide ? 1 : panels.count <= 4 ? 2 : 3
        return .layout(panels, columns: columns, title: wishes.title(else: title), subtitle: wishes.subtitle)
    }

    private var title: String { title(of: noun ?? elements[0].type.name) }

    /// `Accuracy by level`
    private func title(of name: String) -> String {
        let names = spokenNames.joined(separator: " and ")
        return name.prefix(1).uppercased() + name.dropFirst() + (names.isEmpty ? "" : " by \(names)")
    }

    /// The names of the keys that say something: `is` asks for values of a column and does not say of which, so that its
    /// values speak for themselves.
    private var spokenNames: [String] { keys.names.filter { $0 != "is" } }

    // MARK: Numbers

    /// One number for each element, what it measures, and how sure it is.
    private struct Measured {
        var values: [Double]
        var y: Gauge
        var name: String
        /// Around each value, and what they are.
        var intervals: (ranges: [ClosedRange<Double>], name: String)?
    }

    /// Reports of several networks that judge together, alike in each.
    private var fused: [ReportValue]? {
        guard let reports = elements as? [ReportValue], !reports[0].streams.isEmpty else { return nil }
        let names = reports[0].marks.map(\.name)
        return reports.allSatisfy { $0.marks.map(\.name) == names } ? reports : nil
    }

    /// Each network alone and all together: a line for each along numbers, else bars side by side for each element.
    private func drawn(_ fused: [ReportValue], _ wishes: DrawingWishes) throws -> Figure {
        let title = wishes.title(else: "Alone and together")
        guard let across = axis, keys.keys.count == 1 else {
            guard fused.count <= Self.mostPanels else { return try drawn(measured!, wishes) }
            let names = fused.indices.map { keys.values($0).joined(separator: ", ") }
            return try .bars(
                title: title, subtitle: wishes.subtitle(else: ReportValue.intervalName), names: names, groups: groups(of: fused),
                label: label, y: .init("Accuracy", unit: "%", range: 0...100), mark: chance(of: fused),
                isAcross: Figure.suitsBarsAcross(names), decimals: 1)
        }
        let places = keys.keys[across].numbers?.values ?? []
        let rising = places.indices.sorted { (places[$0], $0) < (places[$1], $1) }
        let series = groups(of: rising.map { fused[$0] }).map { group in
            Series(group.name, x: rising.map { places[$0] }, y: group.values, intervals: group.intervals)
        }
        return try .lines(
            title: title, subtitle: wishes.subtitle(else: ReportValue.intervalName), series: series, x: gauge(of: across),
            y: .init("Accuracy", unit: "%"))
    }

    /// The accuracies of each network and of all, in percent, a value for each report.
    private func groups(of fused: [ReportValue]) -> [BarGroup] {
        fused[0].marks.indices.map { stream in
            let marks = fused.map { (right: $0.marks[stream].right, total: max($0.confusion.total, 1)) }
            return BarGroup(
                fused[0].marks[stream].name, values: marks.map { 100 * Double($0.right) / Double($0.total) },
                intervals: marks.map { percent(wilsonInterval(hits: $0.right, of: $0.total)) })
        }
    }

    /// How often a guess among the classes is right, in percent; nil where reports have not as many classes as each other.
    private func chance(of fused: [ReportValue]) -> Mark? {
        let count = fused[0].classes.count
        guard count > 0, fused.allSatisfy({ $0.classes.count == count }) else { return nil }
        let share = 1 / Double(count)
        return Mark(at: 100 * share, "chance \(spelled(share: share))")
    }

    private var measured: Measured? {
        if let reports = elements as? [ReportValue] {
            return Measured(
                values: reports.map { $0.confusion.accuracy * 100 }, y: .init("Accuracy", unit: "%", range: 0...100),
                name: "accuracy", intervals: (reports.map { percent($0.interval) }, ReportValue.intervalName))
        }
        if let folds = elements as? [FoldsValue] {
            let spreads = folds.compactMap(\.spread).map(percent)
            return Measured(
                values: folds.map { $0.mean * 100 }, y: .init("Mean accuracy", unit: "%", range: 0...100),
                name: "mean accuracy",
                intervals: spreads.count == folds.count ? (spreads, "± standard deviation of the folds") : nil)
        }
        guard let quantities else { return nil }
        let name = noun ?? "value"
        if isOfShares {
            return Measured(
                values: quantities.map { $0.value * 100 },
                y: .init(name.prefix(1).uppercased() + name.dropFirst(), unit: "%"), name: name)
        }
        let unit = Unit.base(of: quantities[0].dimension)?.name ?? ""
        return Measured(
            values: quantities.map(\.value), y: .init(name.prefix(1).uppercased() + name.dropFirst(), unit: unit), name: name)
    }

    private func drawn(_ measured: Measured, _ wishes: DrawingWishes) throws -> Figure {
        let own = title(of: measured.name)
        let subtitle = measured.intervals.map { wishes.subtitle(else: $0.name) } ?? wishes.subtitle
        guard let across = axis else {
            let names = (0..<keys.count).map { keys.values($0).joined(separator: ", ") }
            return try .bars(
                title: wishes.title(else: own), subtitle: subtitle, names: names, values: measured.values,
                intervals: measured.intervals?.ranges, label: label, y: measured.y,
                isAcross: Figure.suitsBarsAcross(names), decimals: measured.y.unit == "%" ? 1 : nil)
        }
        return try .lines(
            title: wishes.title(else: own), subtitle: subtitle, series: lines(measured, along: across),
            // Bars begin at zero, lines are there to be compared.
            x: gauge(of: across), y: .init(measured.y.label, unit: measured.y.unit))
    }

    /// One line for every value of the keys that do not lie along the axis, from the least number along it to the greatest,
    /// in whatever order they were asked for.
    private func lines(_ measured: Measured, along across: Int) -> [Series] {
        let places = keys.keys[across].numbers?.values ?? []
        var order: [String] = []
        var lines: [String: [Int]] = [:]
        for index in 0..<keys.count {
            let rest = zip(keys.names, keys.values(index)).enumerated().filter { $0.offset != across }
            let name = rest.map { $0.element.0 == "is" ? $0.element.1 : "\($0.element.0) \($0.element.1)" }.joined(
                separator: ", ")
            if lines[name] == nil { order.append(name) }
            lines[name, default: []].append(index)
        }
        let rising = places.indices.sorted { (places[$0], $0) < (places[$1], $1) }
        return order.map { name in
            let members = rising.map { lines[name]![$0] }
            return Series(
                name, x: rising.map { places[$0] }, y: members.map { measured.values[$0] },
                intervals: measured.intervals.map { intervals in members.map { intervals.ranges[$0] } } ?? [])
        }
    }

    /// The key along the horizontal axis: of those with numbers the one with the most, the first where they have as many.
    ///
    /// A seed is a name among others, though written as a number: nothing lies between two of them.
    private var axis: Int? {
        let numeric = keys.keys.indices.filter {
            keys.keys[$0].values.count > 1 && keys.keys[$0].name != "seed" && keys.keys[$0].numbers != nil
        }
        return numeric.max { (keys.keys[$0].values.count, -$0) < (keys.keys[$1].values.count, -$1) }
    }

    /// The axis of a key: values that grow by factors are spread by them.
    private func gauge(of number: Int) -> Gauge {
        let key = keys.keys[number]
        let (numbers, unit) = key.numbers ?? ([], "")
        let sorted = numbers.sorted()
        let gaps = zip(sorted, sorted.dropFirst()).map { $1 - $0 }
        let (low, high) = (sorted.first ?? 0, sorted.last ?? 1)
        let growsByFactors = low > 0 && high >= 8 * low && (gaps.max() ?? 0) >= 3.4 * (gaps.min() ?? 1)
        let name = key.name == "is" ? "" : key.name.prefix(1).uppercased() + key.name.dropFirst()
        return .init(name, unit: unit, scale: growsByFactors ? .log : .linear)
    }

    /// What stands under bars.
    private var label: String {
        let text = spokenNames.joined(separator: ", ")
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    // MARK: Curves

    private var curves: [CurvesValue]? {
        if let models = elements as? [ModelValue] { return models.map(\.learning.lossCurves) }
        return elements as? [CurvesValue]
    }

    /// The curves of one name in one pair of axes, a curve for each element.
    private func drawn(_ curves: [CurvesValue], _ wishes: DrawingWishes) throws -> Figure {
        let first = curves[0]
        let shared = first.names.filter { name in curves.allSatisfy { $0.names.contains(name) } }
        guard !shared.isEmpty else {
            let panels = try curves.enumerated().map { index, curve in
                try curve.drawn(DrawingWishes(title: keys.text(index), context: wishes.context, shelf: wishes.shelf))
            }
            return .layout(panels, columns: min(panels.count, 3), title: wishes.title(else: title), subtitle: wishes.subtitle)
        }
        let heading = wishes.title(else: title(of: first.title))
        let panels = try shared.map { name in
            let lines = curves.enumerated().map { index, curve in
                let own = curve.series.first { $0.name == name }!
                return Series(keys.text(index), x: own.x, y: own.y)
            }
            return try Figure.lines(
                title: shared.count == 1 ? heading : name.prefix(1).uppercased() + name.dropFirst(),
                subtitle: shared.count == 1 ? wishes.subtitle : "", series: lines,
                x: .init(first.x.label, unit: first.x.unit, range: first.x.range),
                y: .init(first.y.label, unit: first.y.unit, range: first.y.range ?? span(of: curves)),
                hasDiagonal: first.hasDiagonal)
        }
        return panels.count == 1
            ? panels[0] : .layout(panels, columns: min(panels.count, 2), title: heading, subtitle: wishes.subtitle)
    }

    /// From zero to a little above all values, so that panels side by side can be compared; nil where some lie below zero.
    private func span(of curves: [CurvesValue]) -> ClosedRange<Double>? {
        let values = curves.flatMap(\.series).flatMap(\.y).filter(\.isFinite)
        guard let low = values.min(), let high = values.max(), low >= 0, high > 0 else { return nil }
        return 0...high * 1.05
    }

    // MARK: Figures side by side

    private func panel(_ index: Int, _ wishes: DrawingWishes) throws -> Figure {
        let title = keys.text(index)
        switch elements[index] {
        case let sound as SoundValue:
            return try .wave(title: title, channels: sound.signal.tensor, rate: sound.signal.rate, peak: peak)
        case let spectrogram as SpectrogramValue:
            return try spectrogram.heatmap(title: title, subtitle: "", axis: wishes.axis, range: range)
        case let drawable as any Drawable:
            var own = wishes
            (own.title, own.subtitle) = (title, "")
            return try drawable.drawn(own)
        case let other:
            throw WrongType(role: "plot", expected: ValueTypes.drawable.map { $0.type }, found: other.type)
        }
    }

    /// The largest sample of all sounds.
    private var peak: Double {
        elements.compactMap { ($0 as? SoundValue)?.signal.tensor.extent }
            .reduce(0) { max($0, Double(max(abs($1.lowerBound), abs($1.upperBound)))) }
    }

    /// The least and the greatest number of all spectrograms, where they measure the same.
    private var range: ClosedRange<Double>? {
        let spectrograms = elements.compactMap { ($0 as? SpectrogramValue)?.spectrogram }
        guard spectrograms.count == elements.count, spectrograms[0].scale != .coefficients,
            spectrograms.allSatisfy({ $0.scale.isLike(spectrograms[0].scale) })
        else { return nil }
        let ranges = spectrograms.map(\.range)
        return Double(ranges.map(\.lowerBound).min()!)...Double(ranges.map(\.upperBound).max()!)
    }
}

private func percent(_ share: ClosedRange<Double>) -> ClosedRange<Double> {
    share.lowerBound * 100...share.upperBound * 100
}

extension SpectralScale {
    /// Whether numbers on both scales can share their colours: decibels may be those of sounds of several levels.
    fileprivate func isLike(_ other: SpectralScale) -> Bool {
        if case .decibels = self, case .decibels = other { return true }
        return self == other
    }
}
