import Tensors
import Testing

@testable import Networks

@Suite struct LayoutTests {
    /// There and back again; lanes that no channel fills become zero.
    @Test(arguments: [[3, 20, 4, 5], [1, 1, 6, 7], [2, 16, 1, 9], [4, 5, 3, 1], [2, 33, 2, 2]])
    func numbersMoveAndComeBack(_ shape: [Int]) {
        let plain = Layout.plain(shape)
        let x = Scratch(plain.count)
        for i in 0..<plain.count { x.memory[i] = Float(i + 1) }
        for lanes in [8, 16] {
            let blocks = Layout.blocks(shape, lanes: lanes)
            let groups = (shape[1] + lanes - 1) / lanes
            #expect(blocks.count == shape[0] * groups * lanes * shape[2] * shape[3])
            #expect(
                blocks.grid
                    == Layout.Grid(
                        images: shape[0], groups: groups, rows: shape[2], columns: shape[3], lanes: lanes))
            let (y, back) = (Scratch(blocks.count), Scratch(plain.count))
            y.memory.update(repeating: .nan)
            plain.move(x.start, to: y.start, blocks)
            var places: [Int: Float] = [:]
            for n in 0..<shape[0] {
                for c in 0..<shape[1] {
                    for cell in 0..<shape[2] * shape[3] {
                        let place = ((n * groups + c / lanes) * shape[2] * shape[3] + cell) * lanes + c % lanes
                        places[place] = Float((n * shape[1] + c) * shape[2] * shape[3] + cell + 1)
                    }
                }
            }
            #expect((0..<blocks.count).allSatisfy { y.memory[$0] == places[$0] ?? 0 })
            blocks.move(y.start, to: back.start, plain)
            #expect(Array(back.memory) == Array(x.memory))
        }
    }

    @Test func layoutsThatAreTheSameInMemoryAreEqual() {
        #expect(Layout.plain([1, 7, 1, 1]) == Layout.plain([1, 7, 1, 1]))
        #expect(Layout.sequences(1, [5, 6]) == Layout.plain([1, 5, 6]))
        #expect(Layout.sequences(2, [5, 6]) != Layout.plain([2, 5, 6]))
        #expect(Layout.blocks([2, 16, 3, 3]) != Layout.plain([2, 16, 3, 3]))
    }

    @Test func aSequenceHasItsFramesForImages() {
        #expect(Layout.sequences(2, [5, 6]).grid == Layout.Grid(images: 5, groups: 1, rows: 1, columns: 2, lanes: 6))
        #expect(Layout.plain([2, 5, 6]).grid == Layout.Grid(images: 2, groups: 1, rows: 1, columns: 5, lanes: 6))
        #expect(Layout.plain([4, 9]).grid == Layout.Grid(images: 4, groups: 1, rows: 1, columns: 1, lanes: 9))
        #expect(Layout.strided([2, 5, 6], by: [5, 1, 10]).grid == nil)
    }
}
