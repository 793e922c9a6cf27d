import Tensors
import Testing

@testable import Plotting

/// Whatever the data, something defined is drawn and nothing traps.
@Suite struct OddDataTests {
    private static let odd: [(String, [Int], [Float])] = [
        ("nothing", [0, 0], []), ("no columns", [3, 0], []), ("no rows", [0, 3], []), ("one number", [1, 1], [0.5]),
        ("one row", [1, 4], [1, 2, 3, 4]), ("one column", [4, 1], [1, 2, 3, 4]),
        ("no numbers", [2, 2], [.nan, .nan, .nan, .nan]), ("some numbers", [2, 2], [1, .nan, .nan, 2]),
        ("infinite", [2, 2], [.infinity, -.infinity, 0, 1]), ("all infinite", [1, 2], [.infinity, .infinity]),
        ("constant", [2, 2], [7, 7, 7, 7]), ("zero", [2, 2], [0, 0, 0, 0]),
        ("huge", [1, 2], [.greatestFiniteMagnitude, -.greatestFiniteMagnitude]),
        ("tiny", [1, 2], [.leastNonzeroMagnitude, -.leastNonzeroMagnitude]),
    ]

    @Test(arguments: odd.indices)
    func isDrawn(index: Int) throws {
        let (_, shape, numbers) = Self.odd[index]
        let renderer = try Samples.renderer.get()
        let values = Tensor(shape, numbers)
        let series = [Series("a", x: numbers.map(Double.init), y: numbers.map(Double.init)), Series("b", x: [], y: [])]
        var figures = [
            try Figure.wave(title: "w", channels: values, rate: 10),
            try Figure.wave(title: "w", channels: values, rate: 10, isStacked: false),
            try Figure.bars(
                title: "b", names: numbers.map { "\($0)" }, values: numbers.map(Double.init), y: Gauge("v")),
        ]
        for map in ColourMap.allCases {
            figures.append(
                try Figure.heatmap(
                    title: "h", values: values, map: map, firstRowOnTop: true, isAnnotated: true, isSquare: true))
        }
        for scale in Scale.allCases {
            let axes = [
                Axis("f", unit: "Hz", .linear(start: 0, step: 10)), Axis("t", unit: "s", .linear(start: 0, step: -1)),
            ]
            figures.append(try Figure.heatmap(title: "h", values: values.with(axes: axes), yScale: scale))
            figures.append(
                try Figure.lines(
                    title: "l", series: series, x: Gauge("x", scale: scale), y: Gauge("y", scale: scale)))
        }
        figures.append(Figure.layout(figures, columns: 3))
        for figure in figures {
            #expect(try figure.pixels(width: 200, height: 120, with: renderer).rgba.count == 200 * 120 * 4)
            #expect(!figure.description.isEmpty)
            let stored = try figure.stored()
            #expect(try Figure(facts: stored.facts, tensors: stored.tensors).stored().facts == stored.facts)
        }
    }

    @Test func axesWithOddPlacesAreDrawn() throws {
        let renderer = try Samples.renderer.get()
        let places: [Axis.Coordinates] = [
            .values([1]), .values([1, 1]), .values([.nan, 2]), .values([5, 1]), .labels(["a"]), .labels(["", ""]),
            .linear(start: .nan, step: 1), .linear(start: 0, step: 0), .linear(start: 1e308, step: 1e308),
        ]
        for coordinates in places {
            let axis = Axis("x", unit: "s", coordinates)
            let figure = try Figure.heatmap(
                title: "", values: Tensor([2, 2], axes: [axis, axis], [1, 2, 3, 4]), yScale: .log)
            #expect(try figure.pixels(width: 160, height: 90, with: renderer).width == 160)
        }
    }

    @Test func emptyAndNestedLayoutsAreDrawn() throws {
        let renderer = try Samples.renderer.get()
        let nested = Figure.layout(
            [try Samples.page(), Figure.layout([]), try Samples.losses()], columns: 2, title: "Deep")
        for figure in [nested, Figure.layout([], columns: 0), Figure.layout([nested, nested], columns: 9)] {
            for (width, height) in [(320, 180), (16, 16), (1600, 40), (60, 900)] {
                #expect(try figure.pixels(width: width, height: height, with: renderer).height == height)
            }
        }
    }

    @Test func wrongShapesAreFaults() {
        #expect(throws: UnplottableData.self) { try Figure.heatmap(title: "", values: Tensor([3], [1, 2, 3])) }
        #expect(throws: UnplottableData.self) {
            try Figure.wave(title: "", channels: Tensor([1, 1, 1], [1]), rate: 8000)
        }
        #expect(throws: UnplottableData.self) { try Figure.wave(title: "", channels: Tensor([1], [1]), rate: .nan) }
        #expect(throws: UnplottableData.self) {
            try Figure.wave(title: "", channels: Tensor([2, 1], [1, 2]), rate: 1, names: ["left"])
        }
        #expect(throws: UnplottableData.self) {
            try Figure.lines(title: "", series: [Series("a", x: [1], y: [])], x: Gauge("x"), y: Gauge("y"))
        }
        #expect(throws: UnplottableData.self) { try Figure.bars(title: "", names: [], values: [1], y: Gauge("y")) }
    }

    @Test func impossibleSizesAreFaults() throws {
        let figure = try Samples.losses()
        let renderer = try Samples.renderer.get()
        for (width, height) in [(0, 900), (1600, -1), (.max, .max), (8192, 8193)] {
            #expect(throws: UndrawableSize.self) { try figure.pixels(width: width, height: height, with: renderer) }
        }
    }
}
