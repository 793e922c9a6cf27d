import Foundation
import Tensors
import Testing

@testable import Plotting

@Suite struct HeatmapTests {
    private func pixels(_ cells: [Float], columns: Int, bounds: (x: [Double], y: [Double]), to size: (Int, Int))
        -> [Float]
    {
        cells.withUnsafeBufferPointer {
            resampled(
                $0, columns: columns, across: Resampling(bounds: bounds.x, pixels: size.0),
                down: Resampling(bounds: bounds.y, pixels: size.1))
        }
    }

    @Test func largeCellsKeepSharpEdges() {
        let result = pixels([1, 2, 3, 4], columns: 2, bounds: ([0, 0.5, 1], [0, 0.5, 1]), to: (4, 4))
        #expect(result == [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4])
    }

    @Test func smallCellsAreAveragedByArea() {
        let result = pixels(
            [1, 2, 3, 4, 5, 6], columns: 6, bounds: ((0...6).map { Double($0) / 6 }, [0, 1]), to: (4, 1))
        // (1 + 2/2) / 1.5, (2/2 + 3) / 1.5, …
        let expected: [Float] = [4.0 / 3, 8.0 / 3, 13.0 / 3, 17.0 / 3]
        let errors = zip(result, expected).map { abs($0 - $1) }
        #expect(result.count == 4 && errors.allSatisfy { $0 < 1e-5 })
    }

    @Test func rowsMayRunUpwards() {
        let result = pixels([1, 2], columns: 1, bounds: ([0, 1], [1, 0.5, 0]), to: (1, 2))
        #expect(result == [2, 1])
    }

    @Test func bothOrdersOfPassesAgreeWithTheAreaMean() {
        // 12 x 3 cells to 2 x 6 pixels and to 6 x 2: one goes down first, the other across.
        let cells = (0..<36).map { Float(($0 * 7) % 11) }
        for (width, height) in [(2, 6), (6, 2), (1, 1)] {
            let result = pixels(
                cells, columns: 3, bounds: ((0...3).map { Double($0) / 3 }, (0...12).map { Double($0) / 12 }),
                to: (width, height))
            let mean: Float = result.reduce(0, +) / Float(result.count)
            let expected: Float = cells.reduce(0, +) / 36
            #expect(abs(mean - expected) < 1e-4)
        }
    }

    @Test func missingNumbersStayMissing() {
        let result = pixels([1, .nan], columns: 2, bounds: ([0, 0.5, 1], [0, 1]), to: (4, 1))
        #expect(Array(result[..<2]) == [1, 1])
        #expect(result[2].isNaN && result[3].isNaN)
    }

    @Test func cellsOutsideTheAxisAreCutOff() {
        let result = pixels([1, 2, 3], columns: 3, bounds: ([-1, 0, 1, 2], [0, 1]), to: (2, 1))
        #expect(result == [2, 2])
    }

    @Test func wideMapsAreKeptAsBlockMeans() throws {
        let values = Tensor([2, 10000], (0..<20000).map { Float($0 % 10000) })
        let stored = try Figure.heatmap(title: "", values: values).stored()
        let kept = try #require(stored.tensors.first?.tensor)
        #expect(kept.shape == [2, 3334])
        #expect(kept.floats[0] == 1)
        #expect(kept.floats[3333] == 9999)
    }

    @Test func edgesLieBetweenCentres() {
        let linear = CellEdges(around: Axis("t", unit: "s", .linear(start: 1, step: 0.5)), count: 3, scale: .linear)
        #expect((0...3).map(linear.edge) == [0.75, 1.25, 1.75, 2.25])
        let listed = CellEdges(around: Axis("f", unit: "Hz", .values([100, 200, 400])), count: 3, scale: .linear)
        #expect((0...3).map(listed.edge) == [50, 150, 300, 500])
        let unordered = CellEdges(around: Axis("f", .values([3, 1, 2])), count: 3, scale: .linear)
        #expect((0...3).map(unordered.edge) == [-0.5, 0.5, 1.5, 2.5])
    }

    @Test func divergingColoursAreCentredOnZero() {
        let range = ValueRange(of: [-3, 1, 2], asked: nil, isDiverging: true)
        #expect(range.low == -3 && range.high == 3)
        let dwarfed = ValueRange(of: [-500] + (0..<99).map { Float($0 % 10) }, asked: nil, isDiverging: true)
        #expect(dwarfed.high < 20 && dwarfed.low == -dwarfed.high && dwarfed.isClippedBelow && !dwarfed.isClippedAbove)
    }

    @Test func infiniteValuesTakeTheEndsOfTheRange() {
        let range = ValueRange(of: [-.infinity, -20, 0, .nan], asked: nil, isDiverging: false)
        #expect(range == ValueRange(of: [-20, 0, -.infinity], asked: -20...0, isDiverging: false))
        #expect(range.isClippedBelow && !range.isClippedAbove)
    }

    @Test func picturesHaveTheColoursOfTheirValues() throws {
        // One cell of the lowest value, one of the highest: the middle of each half has that end of the map.
        let figure = try Figure.heatmap(title: "", values: Tensor([1, 2], [0, 1]), map: .grey)
        let pixels = try figure.pixels(width: 800, height: 450, with: Samples.renderer.get())
        let found = Set(stride(from: 0, to: pixels.rgba.count, by: 4).map { pixels.rgba[$0] })
        let ends = ColourMap.grey.colours(on: .light)
        #expect(found.contains(UInt8(ends[0].hex & 255)) && found.contains(UInt8(ends[255].hex & 255)))
    }
}
