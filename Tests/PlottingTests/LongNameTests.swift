import Foundation
import Tensors
import Testing

@testable import Plotting

/// Class names as people have them, of any length: the plots stay plots.
@Suite struct LongNameTests {
    /// Names of so many characters, which differ at their ends.
    static func names(
        _ count: Int, length: Int, of letters: String = "air_conditioner_outside_unit_of_a_tall_house_"
    ) -> [String] {
        let letters = Array(letters)
        return (0..<count).map { index in
            let end = "\(index + 1)"
            return String((0..<max(length - end.count, 0)).map { letters[$0 % letters.count] }) + end
        }
    }

    /// A report of classes: their confusion beside recalls and ROC curves.
    static func report(_ names: [String]) throws -> Figure {
        let places = (0...50).map { Double($0) / 50 }
        let shown = names.prefix(12)
        let recalls = try Figure.bars(
            title: "Recall by class", names: Array(shown), values: shown.indices.map { 100 - Double($0 * 37 % 60) },
            y: Gauge("Recall", unit: "%", range: 0...100), isAcross: true, decimals: 0)
        let curves = names.enumerated().map { index, name in
            Series(
                "\(name) 0.9\(index % 10)0", x: places, y: places.map { pow($0, 0.02 + Double(index) / 60) },
                look: names.count <= 6 || index == 0 || index >= names.count - 5 ? .usual : .faint)
        }
        let mean = Series("mean 0.930", x: places, y: places.map { pow($0, 0.1) }, look: .strong)
        let roc = try Figure.lines(
            title: "ROC", series: [mean] + curves, x: Gauge("False alarms", range: 0...1), y: Gauge("Hits", range: 0...1),
            hasDiagonal: true)
        let matrix = try Figure.confusion(title: "Confusion", names: names, counts: ReportSamples.counts(names.count))
        return .layout(
            [matrix, .layout([recalls, roc])], columns: 2, title: "Accuracy 91.7 % (88.2..94.3)", subtitle: "balanced 91.5 %")
    }

    /// Accuracies beside a confusion, as of cross-validation.
    static func folds(_ names: [String]) throws -> Figure {
        let bars = try Figure.bars(
            title: "Accuracy by fold", names: names, values: names.indices.map { 90 - Double($0) }, label: "Fold",
            y: Gauge("Accuracy", unit: "%", range: 0...100), isAcross: Figure.suitsBarsAcross(names), decimals: 1)
        let matrix = try Figure.confusion(
            title: "Confusion of all clips", subtitle: "rows: truth, columns: prediction", names: names,
            counts: ReportSamples.counts(names.count))
        return .layout([bars, matrix], columns: 2, title: "Mean 81.3 % (sd 4.2) over 5 folds")
    }

    /// Probabilities of classes along a clip.
    static func prediction(_ names: [String]) throws -> Figure {
        let values = Tensor(
            [names.count, 20],
            axes: [Axis("class", .labels(names)), Axis("time", unit: "s", .values((0..<20).map(Double.init)))],
            (0..<names.count * 20).map { Float($0 * 37 % 100) })
        return try .heatmap(
            title: "\(names[0]) 87.3 %", subtitle: "", values: values, xLabel: "Time", yLabel: "", valueLabel: "Probability (%)",
            range: 0...100, map: .tide, firstRowOnTop: true)
    }

    static func groups(_ names: [String], isAcross: Bool) throws -> Figure {
        let groups = ["sound", "pictures", "fused"].map { BarGroup($0, values: names.indices.map { 90 - Double($0) }) }
        return try .bars(
            title: "Alone and together", names: names, groups: groups, y: Gauge("Accuracy", unit: "%", range: 0...100),
            isAcross: isAcross, decimals: 1)
    }

    static func legend(_ names: [String]) throws -> Figure {
        let groups = names.map { BarGroup($0, values: [80, 90]) }
        return try .bars(
            title: "Many groups", names: ["one", "two"], groups: groups, y: Gauge("Accuracy", unit: "%", range: 0...100))
    }

    static func lines(_ names: [String]) throws -> Figure {
        let series = names.enumerated().map { index, name in Series(name, x: [1, 2, 3], y: [1, 2, 3 + Double(index)]) }
        return try .lines(title: "Loss by name", series: series, x: Gauge("Epoch"), y: Gauge("Loss"))
    }

    static func tiles(_ names: [String]) throws -> Figure {
        let tiles = names.prefix(12).enumerated().map { index, name in
            Tile(Samples.bands(64, frames: 60), caption: name, note: "heard as \(names[(index + 1) % names.count]), 87 %")
        }
        return try .tiles(
            title: "What was misheard", tiles, range: -80...0, valueLabel: "Level (dB)", shape: 2, firstRowOnTop: false)
    }

    static func all(_ names: [String]) throws -> [(name: String, figure: Figure)] {
        [
            ("report", try report(names)), ("folds", try folds(names)), ("prediction", try prediction(names)),
            ("groups", try groups(names, isAcross: false)), ("groups-across", try groups(names, isAcross: true)),
            ("legend", try legend(names)), ("lines", try lines(names)), ("tiles", try tiles(names)),
            ("recalls", try ReportSamples.confusion(names.count).titled("x")),
        ]
    }

    /// The share of its cell that each plot of a figure has, across and down, those of grids within grids among them.
    private func shares(_ figure: Figure, in area: Rect, _ style: Style, _ canvas: Canvas) -> [(name: String, share: Size)] {
        var arrangement = Arrangement(of: figure, style: style)
        let rectangles = arrangement.rectangles(in: area, on: canvas)
        let cell = Size(
            width: area.width / Double(arrangement.columns), height: area.height / Double(max(arrangement.rows, 1)))
        return zip(arrangement.panels, rectangles).flatMap { panel, rect in
            guard panel.plot != nil else { return shares(panel.figure, in: rect, arrangement.style, canvas) }
            let share = Size(width: rect.width / cell.width, height: rect.height / cell.height)
            return [(panel.figure.title, share)]
        }
    }

    @Test(arguments: [2, 7, 10, 50], [5, 30, 60, 255])
    func everyPlotKeepsAThirdOfItsCell(count: Int, length: Int) throws {
        let renderer = try Samples.renderer.get()
        let canvas = try Canvas(sheet: Sheet(pixelsWide: 1600, high: 900, with: renderer))
        for (name, figure) in try Self.all(Self.names(count, length: length)) {
            let area = Rect(x: 52, y: 140, width: 1488, height: 720)
            for (title, share) in shares(figure, in: area, Style(theme: .light, scale: 1), canvas) {
                #expect(share.width >= 0.3 && share.height >= 0.3, "\(name), \(title): \(share)")
            }
        }
    }

    /// Every figure for somebody to look at: FOLEY_LOOK names the folder that they go to.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["FOLEY_LOOK"] != nil), arguments: [2, 7, 10, 50], [5, 30, 60, 255])
    func look(count: Int, length: Int) throws {
        let folder = ProcessInfo.processInfo.environment["FOLEY_LOOK"]!
        let renderer = try Samples.renderer.get()
        let scripts = [
            ("latin", "air_conditioner_outside_unit_of_a_tall_house_"), ("cjk", "空调外机的声音犬の鳴き声개짖는소리"), ("emoji", "🐕🐈🚒🎸犬"),
        ]
        for (script, letters) in scripts {
            for (name, figure) in try Self.all(Self.names(count, length: length, of: letters)) {
                let file = try figure.render(.png(), with: renderer).bytes
                try Data(file).write(to: URL(fileURLWithPath: "\(folder)/\(name)-\(script)-\(count)-\(length).png"))
            }
        }
    }
}
