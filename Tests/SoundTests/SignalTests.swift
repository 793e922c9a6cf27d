import Tensors
import Testing

@testable import Sound

@Suite struct SignalTests {
    let stereo = try! Signal(Tensor([2, 4], [1, 2, 3, 4, -1, -2, -5, 0]), rate: 4)

    @Test func aSoundKnowsItsMeasures() {
        #expect(stereo.channels == 2 && stereo.samples == 4 && stereo.duration == 1)
        #expect(stereo.peak == 5)
        #expect(abs(stereo.rms - (60.0 / 8).squareRoot()) < 1e-12)
        #expect(stereo.mono.tensor.floats == [0, 0, -1, 2])
        #expect(stereo.tensor.axes[1] == Axis("time", unit: "s", .linear(start: 0, step: 0.25)))
    }

    @Test func slicesAreSoundsThatBeginAtZero() throws {
        let part = try stereo.slice(.positions(from: 0.25, to: 0.75))
        #expect(part.tensor.floats == [2, 3, -2, -5])
        #expect(part.tensor.axes[1].position(0) == 0)
        #expect(try stereo.slice(.indices(from: 3, to: 4)).tensor.floats == [4, 0])
        #expect(try stereo.channel(2).tensor.floats == [-1, -2, -5, 0])
        #expect(throws: SelectionFault.self) { try stereo.slice(.positions(from: 0.5, to: 1.5)) }
        #expect(throws: SignalFault.noChannel(3, of: 2)) { try stereo.channel(3) }
        #expect(throws: SignalFault.noChannel(0, of: 2)) { try stereo.channel(0) }
    }

    @Test func numbersThatAreNoSoundAreFaults() {
        #expect(throws: SignalFault.noSamples) { try Signal(Tensor([1, 0], []), rate: 1) }
        #expect(throws: SignalFault.notARate(0)) { try Signal(Tensor([1], [1]), rate: 0) }
        #expect(throws: SignalFault.self) { try Signal(Tensor([1], [1]), rate: .nan) }
        #expect(throws: SignalFault.notChannelsBySamples(shape: [1, 1, 1])) {
            try Signal(Tensor([1, 1, 1], [1]), rate: 1)
        }
        #expect(throws: SignalFault.notFinite(channel: 2, second: 0.5)) {
            try Signal(Tensor([2, 2], [1, 1, 1, .nan]), rate: 2)
        }
    }

    @Test func arithmeticIsSampleBySample() throws {
        let mono = try Signal(Tensor([4], [1, 1, 2, 2]), rate: 4)
        #expect(try Signal.combine(stereo, .add, mono).tensor.floats == [2, 3, 5, 6, 0, -1, -3, 2])
        #expect(try Signal.combine(mono, .subtract, stereo).tensor.floats == [0, -1, -1, -2, 2, 3, 7, 2])
        #expect(try Signal.combine(mono, .multiply, 0.5).tensor.floats == [0.5, 0.5, 1, 1])
        #expect(try Signal.combine(2, .divide, mono).tensor.floats == [2, 2, 1, 1])
    }

    @Test func soundsThatDoNotMatchAreFaults() throws {
        let other = try Signal(Tensor([2, 4], (0..<8).map(Float.init)), rate: 8)
        #expect(throws: SignalFault.ratesDiffer(4, 8)) { try Signal.combine(stereo, .add, other) }
        let short = try stereo.slice(.indices(from: 0, to: 3))
        #expect(throws: SignalFault.lengthsDiffer(4, 3)) { try Signal.combine(stereo, .add, short) }
        let three = try Signal(Tensor([3, 4], (0..<12).map(Float.init)), rate: 4)
        #expect(throws: SignalFault.channelsDiffer(2, 3)) { try Signal.combine(stereo, .add, three) }
        #expect(throws: NotFinite(.divide)) { try Signal.combine(stereo, .divide, stereo) }
    }
}
