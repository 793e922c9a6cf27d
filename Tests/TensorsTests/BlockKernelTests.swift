import Tensors
import Testing

/// A number that is none must show at the end of a network, wherever it came from.
@Suite struct BlockKernelTests {
    private func forward(_ kernel: BlockKernel, _ x: [Float]) -> [Float] {
        var y = [Float](repeating: -7, count: kernel.outputs)
        var places = [UInt8](repeating: 0, count: kernel.outputs)
        kernel.forward(x, scale: nil, shift: nil, to: &y, places: &places, random: Philox(seed: 1, purpose: "none"))
        return y
    }

    /// None, ReLU, ELU; few lanes and many.
    @Test(arguments: [0, 1, 2] as [Int32], [3, 16]) func rectifiersKeepNaN(_ rectifier: Int32, lanes: Int) {
        let kernel = BlockKernel(images: 1, groups: 1, rows: 2, columns: 3, lanes: lanes, rectifier: rectifier)
        for bad in 0..<6 * lanes {
            var x = (0..<6 * lanes).map { $0 % 2 == 0 ? Float(1.5) : -0.5 }
            x[bad] = .nan
            let y = forward(kernel, x)
            #expect(y.indices.allSatisfy { y[$0].isNaN == ($0 == bad) })
        }
    }

    @Test(arguments: [0, 1, 2] as [Int32], [3, 16]) func aWindowWithNaNIsNaN(_ rectifier: Int32, lanes: Int) {
        for (down, across) in [(2, 2), (1, 3), (3, 2)] {
            let (rows, columns) = (2 * down, 2 * across)
            let kernel = BlockKernel(
                images: 1, groups: 1, rows: rows, columns: columns, lanes: lanes, down: down, across: across,
                rectifier: rectifier)
            for bad in 0..<rows * columns * lanes {
                var x = (0..<rows * columns * lanes).map { Float($0 * 7 % 5) - 2 }
                x[bad] = .nan
                let (row, column, lane) = (bad / lanes / columns, bad / lanes % columns, bad % lanes)
                let window = (row / down * 2 + column / across) * lanes + lane
                let y = forward(kernel, x)
                #expect(y.indices.allSatisfy { y[$0].isNaN == ($0 == window) })
            }
        }
    }

    @Test func aMapWithNaNHasNaNForItsMaximum() {
        let kernel = BlockKernel(images: 1, groups: 1, rows: 2, columns: 5, lanes: 3)
        for bad in 0..<30 {
            var x = (0..<30).map { Float($0 * 7 % 5) - 2 }
            x[bad] = .nan
            var greatest = [Float](repeating: 0, count: 3)
            var cells = [Int32](repeating: 0, count: 3)
            kernel.summarise(x, channels: 3, width: 3, mean: nil, greatest: &greatest, cells: &cells)
            #expect((0..<3).allSatisfy { greatest[$0].isNaN == ($0 == bad % 3) })
            #expect(cells[bad % 3] == Int32(bad / 3))
        }
    }
}
