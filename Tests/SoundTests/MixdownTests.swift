import Foundation
import Sound
import Tensors
import Testing

@Suite struct MixdownTests {
    private func sound(_ channels: [(Int) -> Double], samples: Int = 4000) throws -> Signal {
        try Signal(
            Tensor([channels.count, samples], channels.flatMap { channel in (0..<samples).map { Float(channel($0)) } }),
            rate: 8000)
    }

    private func tone(_ level: Double) -> (Int) -> Double { { level * sin(Double($0) * 0.3) } }

    @Test func oppositeChannelsCancel() throws {
        #expect(try sound([tone(0.5), tone(-0.5)]).cancelsInMono)
        // The mean of these has a 1100th and a 900th of their energy, a little more or less than a thousandth.
        func unequal(_ share: Double) throws -> Bool {
            // ((1 - x) / 2)^2 = share (1 + x^2) / 2
            let (a, b, c) = (1 - 2 * share, -2.0, 1 - 2 * share)
            let x = (-b - (b * b - 4 * a * c).squareRoot()) / (2 * a)
            return try sound([tone(0.5), tone(-0.5 * x)]).cancelsInMono
        }
        #expect(try unequal(1 / 1100.0))
        #expect(try !unequal(1 / 900.0))
        #expect(try sound([tone(0.5), tone(-0.25), tone(-0.25)]).cancelsInMono)
    }

    @Test func othersDoNot() throws {
        #expect(try !sound([tone(0.5)]).cancelsInMono)
        #expect(try !sound([tone(0.5), tone(0.5)]).cancelsInMono)
        #expect(try !sound([tone(0.5), { _ in 0 }]).cancelsInMono)
        #expect(try !sound([{ _ in 0 }, { _ in 0 }]).cancelsInMono)
        // Quieter than the noise of any recording.
        #expect(try !sound([tone(1e-6), tone(-1e-6)]).cancelsInMono)
        // Sixty-four that have nothing to do with each other.
        let many = (0..<64).map { k in { (n: Int) in 0.1 * sin(Double(n) * (0.1 + 0.02 * Double(k))) } }
        #expect(try !sound(many).cancelsInMono)
    }
}
