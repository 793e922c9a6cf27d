import Testing

@testable import Tensors

/// Convolutions and their gradients against sums in double precision.
@Suite struct ConvolutionKernelTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var channels, filters: Int
        var window: [Int]
        /// Before the first row and column, and behind the last.
        var zeros = [0, 0], after = [0, 0]
        var winograd = false
        /// How many channels of x stand beside each other.
        var lanes = 16
        var size = [13, 21]
        var testDescription: String {
            "\(channels) to \(filters), \(window), zeros \(zeros) and \(after), \(size)\(winograd ? ", Winograd" : ""), lanes \(lanes)"
        }
    }

    static let cases = [
        Case(channels: 32, filters: 32, window: [3, 3], zeros: [1, 1], after: [1, 1], winograd: true),
        Case(channels: 20, filters: 40, window: [3, 3], winograd: true),
        Case(channels: 16, filters: 16, window: [3, 3], zeros: [2, 2], after: [2, 2], winograd: true, size: [3, 3]),
        Case(channels: 17, filters: 18, window: [3, 3], zeros: [0, 1], after: [1, 0], winograd: true, size: [4, 5]),
        Case(channels: 20, filters: 24, window: [3, 3], zeros: [1, 1], after: [1, 1]),
        Case(channels: 1, filters: 33, window: [3, 3], lanes: 1),
        Case(channels: 3, filters: 8, window: [5, 4], zeros: [2, 1], after: [2, 2], lanes: 1),
        Case(channels: 3, filters: 8, window: [13, 6], lanes: 3),
        Case(channels: 5, filters: 1, window: [1, 1], lanes: 1, size: [1, 1]),
        Case(channels: 16, filters: 16, window: [1, 3], size: [1, 40]),
    ]

    @Test(arguments: cases) func theyAreTheSumsOfTheirProducts(_ of: Case) throws {
        let (images, taps) = (2, of.window[0] * of.window[1])
        let out: [Int] = (0..<2).map { axis in
            let padded = of.size[axis] + of.zeros[axis] + of.after[axis]
            return padded - of.window[axis] + 1
        }
        func order(_ channels: Int, _ size: [Int], _ lanes: Int) -> ImageOrder {
            let plane = size[0] * size[1] * lanes
            return ImageOrder(
                lanes: lanes, images: (channels + lanes - 1) / lanes * plane, groups: plane, rows: size[1] * lanes,
                columns: lanes, within: 1)
        }
        func memory(_ order: ImageOrder) -> Scratch { Scratch(images * order.images) }
        func place(_ order: ImageOrder, _ n: Int, _ c: Int, _ row: Int, _ column: Int) -> Int {
            n * order.images + c / order.lanes * order.groups + row * order.rows + column * order.columns + c % order.lanes
        }
        func fill(_ scratch: Scratch, _ order: ImageOrder, _ channels: Int, _ size: [Int], seed: UInt64) {
            let chance = Philox(seed: seed, purpose: "numbers")
            var number = 0
            for n in 0..<images {
                for c in 0..<channels {
                    for row in 0..<size[0] {
                        for column in 0..<size[1] {
                            scratch.memory[place(order, n, c, row, column)] = chance.normal(number)
                            number += 1
                        }
                    }
                }
            }
        }
        let (xOrder, yOrder) = (order(of.channels, of.size, of.lanes), order(of.filters, out, 16))
        let dxOrder = order(of.channels, of.size, 16)
        let kernel = ConvolutionKernel(
            images: images, channels: of.channels, filters: of.filters, size: (of.size[0], of.size[1]), to: (out[0], out[1]),
            window: (of.window[0], of.window[1]), zeros: (of.zeros[0], of.zeros[1]), x: xOrder, y: yOrder,
            winograd: of.winograd)
        let back = ConvolutionKernel(
            images: images, channels: of.filters, filters: of.channels, size: (out[0], out[1]),
            to: (of.size[0], of.size[1]), window: (of.window[0], of.window[1]),
            zeros: (of.window[0] - 1 - of.zeros[0], of.window[1] - 1 - of.zeros[1]), x: yOrder, y: dxOrder,
            winograd: of.winograd)
        let (x, y, dy, dx) = (memory(xOrder), memory(yOrder), memory(yOrder), memory(dxOrder))
        fill(x, xOrder, of.channels, of.size, seed: 1)
        fill(dy, yOrder, of.filters, out, seed: 2)
        let (w, bias) = (Scratch(of.filters * of.channels * taps), Scratch(of.filters))
        Philox(seed: 3, purpose: "numbers").fillNormal(w.memory)
        Philox(seed: 4, purpose: "numbers").fillNormal(bias.memory)
        for scratch in [y, dx] { scratch.memory.update(repeating: .nan) }
        let (dw, dbias) = (Scratch(w.memory.count), Scratch(of.filters))
        let room = Scratch(max(kernel.room, kernel.gradientRoom, back.room))
        // What the room held before must not show.
        room.memory.update(repeating: .nan)
        let (ordered, turned) = (Scratch(kernel.weights), Scratch(back.weights))
        kernel.order(w.start, to: ordered.start)
        back.order(w.start, turned: true, to: turned.start)
        kernel.convolve(x.start, ordered.start, bias: bias.start, to: y.start, room: room)
        kernel.gradient(x.start, dy: dy.start, weights: dw.start, bias: dbias.start, room: room)
        back.convolve(dy.start, turned.start, bias: nil, to: dx.start, room: room)

        var (exactY, exactDx) = ([Double](repeating: 0, count: y.memory.count), [Double](repeating: 0, count: dx.memory.count))
        var (exactDw, exactDbias) = ([Double](repeating: 0, count: w.memory.count), [Double](repeating: 0, count: of.filters))
        for n in 0..<images {
            for f in 0..<of.filters {
                for i in 0..<out[0] {
                    for j in 0..<out[1] {
                        let at = place(yOrder, n, f, i, j)
                        exactY[at] = Double(bias.memory[f])
                        exactDbias[f] += Double(dy.memory[at])
                        for c in 0..<of.channels {
                            for k in 0..<of.window[0] {
                                for l in 0..<of.window[1] {
                                    let (row, column) = (i + k - of.zeros[0], j + l - of.zeros[1])
                                    guard (0..<of.size[0]).contains(row), (0..<of.size[1]).contains(column) else { continue }
                                    let weight = (f * of.channels + c) * taps + k * of.window[1] + l
                                    let source = Double(x.memory[place(xOrder, n, c, row, column)])
                                    exactY[at] += Double(w.memory[weight]) * source
                                    exactDw[weight] += Double(dy.memory[at]) * source
                                    exactDx[place(dxOrder, n, c, row, column)] += Double(w.memory[weight]) * Double(dy.memory[at])
                                }
                            }
                        }
                    }
                }
            }
        }
        /// The greatest error by the greatest number; all that fills up a group is zero.
        func error(_ found: Scratch, _ exact: [Double]) -> Double {
            let largest = exact.reduce(0) { max($0, abs($1)) }
            return zip(found.memory, exact).reduce(0.0) { max($0, abs(Double($1.0) - $1.1)) } / largest
        }
        #expect(error(y, exactY) < 4e-6)
        #expect(error(dw, exactDw) < 4e-6)
        #expect(error(dbias, exactDbias) < 4e-6)
        #expect(error(dx, exactDx) < 4e-6)
        if !of.winograd { #expect(error(y, exactY) < 1e-6) }

        let former = Array(y.memory)
        kernel.convolve(x.start, ordered.start, bias: bias.start, rectified: true, to: y.start, room: room)
        #expect(zip(former, y.memory).allSatisfy { max($0, 0) == $1 })
        // One image alone gives what it gave beside another.
        y.memory.update(repeating: 0)
        ConvolutionKernel(
            images: 1, channels: of.channels, filters: of.filters, size: (of.size[0], of.size[1]), to: (out[0], out[1]),
            window: (of.window[0], of.window[1]), zeros: (of.zeros[0], of.zeros[1]), x: xOrder, y: yOrder,
            winograd: of.winograd
        ).convolve(x.start + xOrder.images, ordered.start, bias: bias.start, to: y.start, room: room)
        #expect(Array(y.memory[..<yOrder.images]) == Array(former[yOrder.images...]))
    }

    @Test func whatIsNoNumberStaysNone() {
        let order = ImageOrder(lanes: 16, images: 16 * 36, groups: 16 * 36, rows: 96, columns: 16, within: 1)
        let out = ImageOrder(lanes: 16, images: 16 * 16, groups: 16 * 16, rows: 64, columns: 16, within: 1)
        let (x, w, y) = (Scratch(16 * 36), Scratch(16 * 16 * 9), Scratch(16 * 16))
        x.memory[0] = .nan
        w.memory.update(repeating: 1)
        for winograd in [false, true] {
            let kernel = ConvolutionKernel(
                images: 1, channels: 16, filters: 16, size: (6, 6), to: (4, 4), window: (3, 3), zeros: (0, 0), x: order,
                y: out, winograd: winograd)
            let ordered = Scratch(kernel.weights)
            kernel.order(w.start, to: ordered.start)
            kernel.convolve(x.start, ordered.start, bias: nil, rectified: true, to: y.start, room: Scratch(kernel.room))
            #expect(y.memory[0].isNaN)
        }
    }
}
