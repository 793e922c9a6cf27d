import Foundation
import Testing

@testable import Tensors

@Suite struct FFTTests {
    @Test(arguments: [1, 2, 3, 4, 6, 8, 15, 30, 34, 97, 100, 256, 1000]) func aTransformIsTheSumItStandsFor(length: Int) {
        let random = Philox(seed: 1, purpose: "fft")
        let fft = FFT.real(length)
        let input = Scratch(length)
        let output = Scratch(2 * fft.bins)
        random.fillNormal(input.memory)
        let x = Array(input.memory)
        fft.transform(input.start, to: output.start)
        #expect(Array(input.memory) == x)
        let tolerance = 1e-5 * Double(length).squareRoot() + 1e-6
        for k in 0..<fft.bins {
            var (re, im) = (0.0, 0.0)
            for n in 0..<length {
                let angle = -2 * Double.pi * Double(k * n % length) / Double(length)
                re += Double(x[n]) * cos(angle)
                im += Double(x[n]) * sin(angle)
            }
            #expect(abs(Double(output.start[2 * k]) - re) < tolerance)
            #expect(abs(Double(output.start[2 * k + 1]) - im) < tolerance)
        }
    }

    @Test func plansMadeOnManyThreadsAtOnceAreSound() throws {
        let peaks = try Parallel(threads: 16).map(200) { index in
            let fft = FFT.real(16 + index % 50)
            let input = Scratch(fft.length)
            let output = Scratch(2 * fft.bins)
            input.memory.update(repeating: 1)
            fft.transform(input.start, to: output.start)
            return output.start[0]
        }
        #expect(peaks == (0..<200).map { Float(16 + $0 % 50) })
    }
}
