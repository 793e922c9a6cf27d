import Foundation
import Tensors
import Testing

@testable import Sound

@Suite struct ShapingTests {
    let beep = try! Tone(frequency: 440, amplitude: 0.5).signal(seconds: 1, rate: 16000)
    let hiss = try! Noise.white.signal(seconds: 1, rate: 16000, seed: 1)

    @Test func gainReachesTheLevelAskedFor() throws {
        #expect(abs(try beep.amplified(.by(decibels: -6.0206)).peak - beep.peak / 2) < 1e-5)
        #expect(abs(try beep.amplified(.peak(decibels: 0)).peak - 1) < 1e-6)
        #expect(abs(try beep.amplified(.rms(decibels: -20)).rms - 0.1) < 1e-6)
        let silence = try Signal(Tensor([4], [0, 0, 0, 0]), rate: 4)
        #expect(throws: SignalFault.self) { try silence.amplified(.peak(decibels: 0)) }
        #expect(try silence.amplified(.by(decibels: 6)).peak == 0)
        #expect(throws: SignalFault.self) { try beep.amplified(.by(decibels: .nan)) }
    }

    @Test(arguments: [-20.0, 0, 5, 30]) func aMixHasTheRatioAskedFor(snr: Double) throws {
        let mix = try beep.mixed(with: hiss, snr: snr)
        let noise = try Signal.combine(mix, .subtract, beep)
        #expect(abs(20 * log10(beep.rms / noise.rms) - snr) < 0.01)
    }

    @Test func theShorterSoundIsLoopedPaddedOrTheLongerCut() throws {
        let long = try Signal(Tensor([5], [1, 2, 3, 4, 5]), rate: 1)
        let short = try Signal(Tensor([2], [10, 20]), rate: 1)
        #expect(try long.mixed(with: short, fit: .loop).tensor.floats == [11, 22, 13, 24, 15])
        #expect(try long.mixed(with: short, fit: .pad).tensor.floats == [11, 22, 3, 4, 5])
        #expect(try long.mixed(with: short, fit: .cut).tensor.floats == [11, 22])
        #expect(try short.mixed(with: long, fit: .loop).tensor.floats == [11, 22, 13, 24, 15])
        #expect(try short.mixed(with: long, fit: .pad).tensor.floats == [11, 22, 3, 4, 5])
    }

    @Test func theRatioOfAMixCountsTheOverlapAlone() throws {
        let long = try Signal(Tensor([4], [3, 3, 100, 100]), rate: 1)
        let short = try Signal(Tensor([2], [1, 1]), rate: 1)
        // Equal powers over the two samples that overlap: the short one comes up to 3.
        for fit in [Fit.pad, .cut] {
            let mix = try long.mixed(with: short, snr: 0, fit: fit).tensor.floats
            #expect(abs(mix[0] - 6) < 1e-5)
        }
    }

    @Test func aMixThatCannotBeIsAFault() throws {
        let silence = try Signal(Tensor([4], [0, 0, 0, 0]), rate: 16000)
        #expect(throws: SignalFault.self) { try beep.mixed(with: silence, snr: 0) }
        #expect(throws: SignalFault.self) { try silence.mixed(with: beep, snr: 0) }
        #expect(try beep.mixed(with: silence, fit: .pad).tensor.floats == beep.tensor.floats)
        let other = try Noise.white.signal(seconds: 1, rate: 8000, seed: 1)
        #expect(throws: SignalFault.ratesDiffer(16000, 8000)) { try beep.mixed(with: other) }
        #expect(throws: SignalFault.self) { try beep.mixed(with: hiss, snr: .infinity) }
    }

    @Test func trimmingLeavesWhatIsLoud() throws {
        let quiet = [Float](repeating: 0, count: 16000)
        let padded = try Signal(
            Tensor(
                [48000], quiet + beep.tensor.floats + quiet),
            rate: 16000)
        let trimmed = try padded.trimmed(below: 40)
        #expect(abs(trimmed.samples - 16000) <= 2 * 2048)
        #expect(trimmed.rms > 0.3)
        #expect(try beep.trimmed(below: 40).samples == beep.samples)
        #expect(throws: SignalFault.self) { try Signal(Tensor([4], [0, 0, 0, 0]), rate: 4).trimmed(below: 40) }
        #expect(throws: SignalFault.self) { try beep.trimmed(below: 0) }
        let click = try Signal(Tensor([1], [1]), rate: 4)
        #expect(try click.trimmed(below: 40).samples == 1)
    }

    @Test func fadesBeginAndEndInSilence() throws {
        let square = try Tone(.square, frequency: 100).signal(seconds: 0.5, rate: 16000)
        let faded = try square.faded(start: 0.01, end: 0.02).tensor.floats
        #expect(abs(faded.first!) < 1e-3 && abs(faded.last!) < 1e-3)
        #expect(faded[4000] == square.tensor.floats[4000])
        #expect(try square.faded(start: 10, end: 10).samples == square.samples)
        #expect(throws: SignalFault.self) { try square.faded(start: -1) }
    }

    @Test(arguments: [(16000.0, 8000.0), (44100, 22050), (22050, 44100), (8000, 11025), (48000, 16000)])
    func resamplingKeepsASine(from: Double, to: Double) throws {
        let tone = Tone(frequency: 440, amplitude: 0.5)
        let sound = try tone.signal(seconds: 1.0003, rate: from)
        let resampled = try sound.resampled(to: to)
        #expect(resampled.samples == Int((Double(sound.samples) * to / from).rounded(.up)))
        #expect(resampled.rate == to)
        let exact = try tone.signal(seconds: 1.0003, rate: to).tensor.floats
        let got = resampled.tensor.floats
        // Away from the ends, where the filter sees the silence beyond them.
        let worst = (1000..<Int(to) - 1000).map { abs(got[$0] - exact[$0]) }.max()!
        #expect(worst < 1e-4)
    }

    @Test func resamplingTakesAwayWhatTheNewRateCannotHold() throws {
        let high = try Tone(frequency: 7000, amplitude: 0.5).signal(seconds: 1, rate: 16000)
        let low = try high.resampled(to: 8000).slice(.positions(from: 0.2, to: 0.8))
        #expect(low.rms < 1e-4)
    }

    @Test func ratesThatCannotBeAreFaults() throws {
        #expect(throws: SignalFault.notARate(-1)) { try beep.resampled(to: -1) }
        #expect(throws: SignalFault.self) { try beep.resampled(to: 1e12) }
        #expect(try beep.resampled(to: 16000).tensor.floats == beep.tensor.floats)
        #expect(try beep.slice(.indices(from: 0, to: 1)).resampled(to: 8000).samples == 1)
    }
}
