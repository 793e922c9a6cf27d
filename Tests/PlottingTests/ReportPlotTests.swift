import Foundation
import Tensors
import Testing

@testable import Plotting

/// Plots of an evaluation: every name is there and none covers another, whatever the number of classes.
@Suite struct ReportPlotTests {
    private func canvas() throws -> Canvas {
        // The renderer first: it loads the library that sheets are made by.
        let renderer = try Samples.renderer.get()
        return try Canvas(sheet: Sheet(pixelsWide: 1600, high: 900, with: renderer))
    }

    @Test(arguments: [2, 10, 12, 50], [false, true])
    func namesBelowAreAllThereAndApart(count: Int, long: Bool) throws {
        let canvas = try canvas()
        let style = Style(theme: .light, scale: 1)
        let names = ReportSamples.names(count, long: long)
        let length = 580.0
        let look = NameLook(names, along: length, height: 800, style, canvas)
        let pitch = length / Double(count)
        switch look.turn {
        case .level:
            let widest = names.map { canvas.lettering.size(of: $0, look.text).width }.max() ?? 0
            #expect(widest < pitch)
        case .slanted: #expect(look.text.size * 0.72 < pitch * sin(.pi / 4))
        case .upright: #expect(look.text.size < pitch)
        }
        #expect(look.text.size >= NameLook.smallest && look.room < 280)
        let ruler = Ruler(label: "", from: -0.5, to: Double(count) - 0.5, names: names)
        let ticks = ruler.ticks(length: length, gap: look.turn == .level ? 2 : look.text.size * 0.06) {
            look.turn == .level ? canvas.lettering.size(of: $0, look.text).width : look.text.size
        }
        #expect(ticks.count == count)
    }

    @Test func markedLinesSayWhere() throws {
        let figure = try ReportSamples.curves("Loss", rising: false)
        #expect(figure.description.hasSuffix("against epoch 1 to 30, marked at 17: epoch 17, the best."))
    }

    @Test func faintLinesAreCountedNotNamed() throws {
        guard case .plot(let plot) = try ReportSamples.roc().content else {
            Issue.record("a figure of one plot")
            return
        }
        let labels = plot.marginLabels(lane: 0, theme: .light).map(\.text)
        #expect(labels == ReportSamples.sounds.prefix(5).map { "\($0) 0.97" } + ["mean 0.93", "4 others"])
        #expect(plot.aspect == 1)
        #expect(!plot.phrase.contains("other 0"))
    }

    @Test func confusionsSayTheirCommonestMistakes() throws {
        let figure = try Figure.confusion(
            title: "", names: ["a", "b"], counts: Tensor([2, 2], [8, 2, 5, 5]))
        #expect(
            figure.description
                == "Confusion of 2 classes, 13 of 20 clips right; most often b taken for a 5, a taken for b 2.")
        #expect(throws: UnplottableData.self) {
            try Figure.confusion(title: "", names: ["a"], counts: Tensor([2, 2], [8, 2, 5, 5]))
        }
    }

    @Test func groupedBarsSayWhatTheyShow() throws {
        let figure = try ReportSamples.groups(isAcross: false)
        #expect(
            figure.description.hasPrefix(
                "\"Alone and together\": bars of accuracy in 3 groups, clear: sound 92.1 (86.1 to 97.1), pictures 89.6"))
        #expect(figure.description.hasSuffix("fused 88.3 (82.3 to 93.3); a line at 8.33: chance 8.3 %."))
        #expect(throws: UnplottableData.self) {
            try Figure.bars(title: "", names: ["a"], groups: [BarGroup("b", values: [])], y: Gauge(""))
        }
        #expect(throws: UnplottableData.self) {
            try Figure.bars(
                title: "", names: ["a"], groups: [BarGroup("b", values: [1], intervals: [0...2, 0...2])], y: Gauge(""))
        }
    }

    @Test func tilesSayWhatTheyHold() throws {
        let numbered = try ReportSamples.filters(32)
        #expect(numbered.description.hasPrefix("\"Filters of the first layer\": 32 small pictures, weight −0.3 to 0.3."))
        #expect(throws: UnplottableData.self) { try Figure.tiles(title: "", [Tile(Tensor([3], [1, 2, 3]))]) }
        #expect(throws: UnplottableData.self) {
            try Figure.tiles(title: "", (0..<257).map { _ in Tile(Tensor([1, 1], [0])) })
        }
    }

    @Test func tilesShareOneScaleAboutZero() throws {
        let tiles = [Tile(Tensor([1, 1], [-2])), Tile(Tensor([1, 1], [1])), Tile(nil)]
        guard case .plot(let plot) = try Figure.tiles(title: "", tiles, map: .balance).content else {
            Issue.record("a figure of one plot")
            return
        }
        #expect(plot.colourKey?.ruler.range == -2...2)
    }

    /// Nothing, one of anything, numbers that are none, and pages of any size are drawn.
    @Test func oddDataIsDrawn() throws {
        let renderer = try Samples.renderer.get()
        let names = ReportSamples.names(40, long: true)
        let figures = [
            try Figure.confusion(title: "", names: [], counts: Tensor([0, 0], [])),
            try Figure.confusion(title: "", names: ["only"], counts: Tensor([1, 1], [0])),
            try Figure.confusion(title: "", names: ["a", ""], counts: Tensor([2, 2], [1e30, .nan, 0, 3])),
            try ReportSamples.confusion(200),
            try Figure.bars(title: "", names: [], values: [], y: Gauge(""), isAcross: true, decimals: 1),
            try Figure.bars(
                title: "", names: ["a", "b", "c"], values: [.nan, -1e30, .infinity], y: Gauge("", unit: "%"),
                isAcross: true, decimals: 20),
            try Figure.bars(title: "", names: ["a"], values: [-3], y: Gauge(""), decimals: 0),
            try Figure.bars(title: "", names: [], groups: [], y: Gauge("")),
            try Figure.bars(
                title: "", names: ["a", ""],
                groups: [BarGroup("", values: [.nan, -1e30]), BarGroup("b", values: [.infinity, 2])],
                y: Gauge(""), mark: Mark(at: .nan, ""), decimals: 20),
            try Figure.bars(
                title: "", names: names, groups: (0..<20).map { BarGroup("group \($0)", values: names.map { Double($0.count) }) },
                y: Gauge("Length"), isAcross: true, decimals: 1),
            try Figure.lines(
                title: "", series: [Series("", x: [], y: [])], x: Gauge(""), y: Gauge(""), mark: Mark(at: .nan, ""),
                hasDiagonal: true),
            try Figure.lines(
                title: "", series: [Series("a", x: [1], y: [1], look: .faint)], x: Gauge(""), y: Gauge(""),
                mark: Mark(at: 1, String(repeating: "best ", count: 100))),
            try Figure.tiles(title: "", []),
            try Figure.tiles(
                title: "",
                [
                    Tile(Tensor([0, 3], [])), Tile(Tensor([1, 1], [.nan])),
                    Tile(Tensor([1, 2000], Array(repeating: 1, count: 2000))),
                ],
                shape: .infinity),
        ]
        for figure in figures + [Figure.layout(figures, columns: 3), Figure.layout(figures)] {
            for (width, height) in [(1600, 900), (64, 36), (200, 2000)] {
                #expect(try figure.pixels(width: width, height: height, with: renderer).width == width)
            }
            #expect(!figure.description.isEmpty)
        }
    }
}
