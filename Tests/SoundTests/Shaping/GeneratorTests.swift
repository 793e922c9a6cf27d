import Foundation
import Tensors
import Testing

@testable import Sound

@Suite struct GeneratorTests {
    /// Mean power per bin of |X|^2 between two frequencies.
    func power(_ sound: Signal, _ from: Double, _ to: Double) throws -> Double {
        let bins = try sound.stft(Framing(window: 8192, hop: 4096), as: .power)
            .slice(rows: .positions(from: from, to: to))
        return bins.tensor.floats.reduce(0) { $0 + Double($1) } / Double(bins.tensor.count)
    }

    @Test(.enabled(if: dataFolder != nil, "FOLEY_DATA is not set")) func aSweepIsTheReferenceChirp() throws {
        let reference = try SoundFile.read(dataFolder! + "/audio-reference/chirp_16k/signal.wav")
        let sweep = try Tone(frequency: 100, sweep: 4000).signal(seconds: 1, rate: 16000)
        let worst = zip(reference.tensor.floats, sweep.tensor.floats).map { abs($0 - $1) }.max()!
        #expect(sweep.samples == reference.samples)
        #expect(worst < 1e-6)
    }

    @Test(arguments: [Tone.Shape.square, .sawtooth, .triangle]) func richTonesHaveTheirPartialsAndNoAliases(
        shape: Tone.Shape
    ) throws {
        let rate = 8192.0
        let tone = try Tone(shape, frequency: 300, amplitude: 1).signal(seconds: 1, rate: rate)
        let x = tone.tensor.floats
        for k in 1...13 {
            let angle = 2 * Double.pi * 300 * Double(k) / rate
            let sum = x.indices.reduce(0.0) { $0 + Double(x[$1]) * sin(angle * Double($1)) }
            let amplitude = 2 * sum / rate
            let number = Double(k)
            let expected: Double =
                switch shape {
                case .square: k % 2 == 1 ? 4 / (.pi * number) : 0
                case .sawtooth: (k % 2 == 1 ? 2 : -2) / (.pi * number)
                default: k % 2 == 1 ? (k % 4 == 1 ? 8 : -8) / (.pi * .pi * number * number) : 0
                }
            // The last partial below half the rate is partly faded.
            if k < 13 { #expect(abs(amplitude - expected) < 1e-5) } else { #expect(abs(amplitude) <= abs(expected)) }
        }
        // All the energy is at multiples of 300 Hz: nothing folded back.
        let harmonic = (1...13).reduce(0.0) { total, k in
            let angle = 2 * Double.pi * 300 * Double(k) / rate
            let s = x.indices.reduce(0.0) { $0 + Double(x[$1]) * sin(angle * Double($1)) } * 2 / rate
            return total + s * s / 2
        }
        #expect(abs(harmonic - tone.rms * tone.rms) < 1e-6)
    }

    @Test func aDecayingToneFallsSixtyDecibels() throws {
        let tone = try Tone(frequency: 500, harmonics: 8, decay: 0.5).signal(seconds: 1, rate: 16000)
        let late = try tone.slice(.positions(from: 0.5, to: 0.502)).peak
        #expect(abs(20 * log10(late / 0.5) + 60) < 1)
        #expect(tone.peak > 0.5)
    }

    @Test func tonesThatCannotBeAreFaults() {
        func make(_ tone: Tone, seconds: Double = 1) throws { _ = try tone.signal(seconds: seconds, rate: 8000) }
        #expect(throws: SignalFault.self) { try make(Tone(frequency: 4000)) }
        #expect(throws: SignalFault.self) { try make(Tone(frequency: 100, sweep: 5000)) }
        #expect(throws: SignalFault.self) { try make(Tone(frequency: .nan)) }
        #expect(throws: SignalFault.self) { try make(Tone(frequency: 100, harmonics: 0)) }
        #expect(throws: SignalFault.self) { try make(Tone(frequency: 100, decay: 0)) }
        #expect(throws: SignalFault.self) { try make(Tone(frequency: 100), seconds: -1) }
        #expect(throws: SignalFault.self) { try make(Tone(frequency: 100), seconds: 1e15) }
        #expect(throws: SignalFault.self) { try make(Tone(frequency: 100, amplitude: .infinity)) }
    }

    @Test(arguments: [(Noise.white, 0.0), (.pink, -3.01), (.brown, -6.02)]) func noiseFallsByItsSlopePerOctave(
        noise: Noise, slope: Double
    ) throws {
        for rate in [22050.0, 48000] {
            let sound = try noise.signal(seconds: 20, rate: rate, seed: 5)
            #expect(abs(sound.rms - 0.1) < 1e-6)
            let bands = try [100.0, 200, 400, 800, 1600, 3200].map { try 10 * log10(power(sound, $0, 2 * $0)) }
            for (lower, upper) in zip(bands, bands.dropFirst()) { #expect(abs(upper - lower - slope) < 0.7) }
            #expect(abs((bands[5] - bands[0]) / 5 - slope) < 0.2)
        }
    }

    @Test func theSameSeedIsTheSameNoiseAndAnotherIsNot() throws {
        let a = try Noise.pink.signal(seconds: 0.1, rate: 8000, seed: 1).tensor.floats
        #expect(try Noise.pink.signal(seconds: 0.1, rate: 8000, seed: 1).tensor.floats == a)
        #expect(try Noise.pink.signal(seconds: 0.1, rate: 8000, seed: 2).tensor.floats != a)
    }
}
