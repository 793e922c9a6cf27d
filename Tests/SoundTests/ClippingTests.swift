import Sound
import Tensors
import Testing

@Suite struct ClippingTests {
    @Test func whatIsBeyondFullScaleIsCounted() throws {
        let edges: [Float] = [1, 0.99999, 0.9999, -1, -1.0001, 2, 0]
        let signal = try Signal(Tensor([edges.count], edges), rate: 8000)
        #expect(signal.samplesBeyondFullScale == 4)
        #expect(try signal.encoded(as: .wav16).clipped == signal.samplesBeyondFullScale)
    }
}
