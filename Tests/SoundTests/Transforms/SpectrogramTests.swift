import Foundation
import Synchronization
import Tensors
import Testing

@testable import Sound

@Suite struct SpectrogramTests {
    let sweep = try! Tone(frequency: 100, sweep: 3000).signal(seconds: 2, rate: 8000)
    let framing = try! Framing(window: 512, hop: 128)

    func silence(_ samples: Int) throws -> Signal {
        try Signal(Tensor([samples], [Float](repeating: 0, count: samples)), rate: 8000)
    }

    @Test func framesAndBinsLieWhereTheirAxesSay() throws {
        let tone = try Tone(frequency: 1000).signal(seconds: 1, rate: 8000)
        let spectrum = try tone.stft(framing)
        #expect(spectrum.tensor.shape == [257, 63])
        #expect(spectrum.tensor.axes[0] == Axis("frequency", unit: "Hz", .linear(start: 0, step: 15.625)))
        #expect(spectrum.tensor.axes[1] == Axis("time", unit: "s", .linear(start: 0, step: 0.016)))
        let column = try spectrum.slice(frames: .positions(from: 0.48, to: 0.49))
        let loudest = column.tensor.floats.indices.max { column.tensor.floats[$0] < column.tensor.floats[$1] }!
        #expect(spectrum.tensor.axes[0].position(loudest) == 1000)
        #expect(spectrum.range == -80...0)
    }

    @Test func framesInsideTheSoundBeginHalfAFrameLater() throws {
        let inside = try Framing(window: 512, hop: 128, centered: false)
        let spectrum = try sweep.stft(inside, as: .power)
        #expect(spectrum.frames == 1 + (16000 - 512) / 128)
        #expect(spectrum.tensor.axes[1].position(0) == 0.032)
        // Frame k of these is frame k + 2 of the centred ones.
        let centered = try sweep.stft(framing, as: .power)
        for row in [0, 17, 100] {
            for frame in 0..<spectrum.frames {
                #expect(
                    spectrum.tensor.floats[row * spectrum.frames + frame]
                        == centered.tensor.floats[row * centered.frames + frame + 2])
            }
        }
    }

    @Test func aShortWindowLiesInTheMiddleOfItsTransform() throws {
        // A click at the centre of a frame has a flat spectrum of the window's middle value, 1 for Hann.
        var samples = [Float](repeating: 0, count: 1024)
        samples[512] = 1
        let click = try Signal(Tensor([1024], samples), rate: 8000)
        for shape in [Window.hann, .hamming, .rectangular] {
            let framing = try Framing(window: 100, hop: 256, transform: 256, shape: shape)
            let power = try click.stft(framing, as: .power).slice(frames: .indices(from: 2, to: 3))
            #expect(power.tensor.floats.allSatisfy { abs($0 - 1) < 1e-5 })
        }
    }

    @Test func measuresAreFunctionsOfThePower() throws {
        let power = try sweep.stft(framing, as: .power).tensor.floats
        let magnitude = try sweep.stft(framing, as: .magnitude).tensor.floats
        let absolute = try sweep.stft(framing, as: .decibels(.power(1), floor: 200))
        #expect(absolute.scale == .decibels(reference: 1))
        for i in stride(from: 0, to: power.count, by: 13) {
            #expect(magnitude[i] == power[i].squareRoot())
            #expect(abs(absolute.tensor.floats[i] - 10 * log10(max(power[i], 1e-10))) < 1e-4)
        }
        let relative = try sweep.stft(framing)
        #expect(relative.scale == .decibels(reference: Double(power.max()!)))
    }

    @Test func silenceLiesAtTheFloor() throws {
        let spectrum = try silence(8000).stft(framing)
        #expect(spectrum.tensor.floats.allSatisfy { $0 == -80 })
        let analysis = try MelAnalysis(rate: 8000, framing: framing, bands: 40)
        #expect(try analysis.spectrogram(of: silence(8000)).range == -80 ... -80)
        #expect(try analysis.spectrogram(of: silence(8000), as: .decibels(.power(1))).range == -100 ... -100)
        #expect(try analysis.cepstrum(of: silence(8000)).tensor.floats.allSatisfy { $0.isFinite })
        #expect(try analysis.spectrogram(of: silence(8000), as: .power).range == 0...0)
    }

    @Test func aSoundShorterThanAWindowHasCentredFramesAndNoOthers() throws {
        let click = try Signal(Tensor([1], [1]), rate: 8000)
        #expect(try click.stft(framing).frames == 1)
        let inside = try Framing(window: 512, hop: 128, centered: false)
        #expect(throws: FramingFault.soundTooShort(samples: 1, transform: 512)) { try click.stft(inside) }
    }

    @Test func aSoundOfSeveralChannelsIsMixedDown() throws {
        let stereo = try Signal(
            Tensor([2, 16000], sweep.tensor.floats + [Float](repeating: 0, count: 16000)), rate: 8000)
        #expect(try stereo.stft(framing).tensor.floats == stereo.mono.stft(framing).tensor.floats)
    }

    @Test func slicesKeepTheirPlaces() throws {
        let mel = try MelAnalysis(rate: 8000, framing: framing, bands: 40).spectrogram(of: sweep)
        let part = try mel.slice(
            frames: .positions(from: 0.5, to: 1), rows: .positions(from: 1000, to: 2000))
        #expect(part.tensor.axes[1].position(0) >= 0.5 && part.tensor.axes[1].position(0) < 0.516)
        guard case .values(let centers) = part.tensor.axes[0].coordinates else {
            Issue.record("mel rows have no positions")
            return
        }
        #expect(!centers.isEmpty && centers.allSatisfy { $0 >= 1000 && $0 < 2000 })
        #expect(part.duration == 0.5 && part.start == 0.5)
        // The last frame is centred on 2 s, which a part up to 2 s leaves out.
        #expect(try mel.slice(frames: .positions(from: 0, to: 2)).frames == mel.frames - 1)
        #expect(throws: SelectionFault.self) { try mel.slice(frames: .positions(from: 1, to: 3)) }
        #expect(throws: SelectionFault.self) { try mel.slice(rows: .positions(from: 0, to: 5000)) }
        #expect(throws: SelectionFault.self) { try part.slice(frames: .positions(from: 0, to: 0.4)) }
        #expect(try mel.slice(rows: .indices(from: 0, to: 1)).rows == 1)
        let cepstrum = try MelAnalysis(rate: 8000, framing: framing, bands: 40).cepstrum(of: sweep)
        #expect(throws: SpectralFault.rowsHaveNoHertz) { try cepstrum.slice(rows: .positions(from: 0, to: 4)) }
    }

    @Test func aPartSaysWhatItCovers() throws {
        let mel = try MelAnalysis(rate: 8000, framing: framing, bands: 40).spectrogram(of: sweep)
        func stretch(_ part: Spectrogram) -> [Double] { [part.start, part.duration] }
        let middle = try mel.slice(frames: .positions(from: 0.5, to: 1.25))
        #expect(stretch(middle) == [0.5, 0.75])
        #expect(try stretch(middle.slice(frames: .positions(from: 0.75, to: 1))) == [0.75, 0.25])
        // A hop of 16 ms.
        #expect(try stretch(mel.slice(frames: .indices(from: 10, to: 20))) == [0.16, 0.16])
        #expect(try stretch(middle.slice(frames: .indices(from: 0, to: middle.frames))) == [0.5, 0.75])
        #expect(try stretch(mel.slice(frames: .indices(from: 0, to: mel.frames))) == [0, 2])
        #expect(try stretch(mel.slice(frames: .indices(from: mel.frames - 1, to: mel.frames))) == [2, 0])
        #expect(try stretch(mel.slice(rows: .indices(from: 0, to: 4))) == [0, 2])
        #expect(try stretch(Spectrogram.combine(middle, .add, 1)) == [0.5, 0.75])
        for (from, to) in [(0.0, 0.4), (0.4, 0.6), (1.2, 1.5), (1.5, 1.75)] {
            let fault = #expect(throws: SelectionFault.self) { try middle.slice(frames: .positions(from: from, to: to)) }
            #expect(fault?.cause.hasSuffix("leaves the time axis, which is 0.5..1.25 s") == true, "\(fault?.cause ?? "")")
        }
        let low = try mel.slice(rows: .positions(from: 0, to: 1000))
        let fault = #expect(throws: SelectionFault.self) { try low.slice(rows: .positions(from: 2000, to: 3000)) }
        #expect(fault?.cause.hasPrefix("the selection 2000..3000 Hz leaves the mel axis, which is ") == true)
    }

    @Test func numbersThatAreNoSpectrogramAreFaults() {
        func make(_ tensor: Tensor, rate: Double = 8000) throws {
            _ = try Spectrogram(validating: tensor, scale: .power, rate: rate, window: 2, hop: 1, duration: 1)
        }
        let axes = [Axis("mel", .values([1, 2])), Axis("time")]
        #expect(throws: Never.self) { try make(Tensor([2, 1], axes: axes, [1, 2])) }
        #expect(throws: SpectralFault.notASpectrogram(shape: [1, 2])) { try make(Tensor([1, 2], axes: axes, [1, 2])) }
        #expect(throws: SpectralFault.notASpectrogram(shape: [2])) { try make(Tensor([2], [1, 2])) }
        #expect(throws: SpectralFault.notASpectrogram(shape: [2, 0])) { try make(Tensor([2, 0], [])) }
        #expect(throws: SpectralFault.self) { try make(Tensor([2, 1], axes: axes, [1, 2]), rate: .nan) }
    }

    @Test func spectrogramsAddAndSubtract() throws {
        let mel = try sweep.stft(framing)
        #expect(try Spectrogram.combine(mel, .subtract, mel).range == 0...0)
        #expect(try Spectrogram.combine(mel, .add, 80).range == 0...80)
        #expect(try Spectrogram.combine(1, .subtract, mel).range == 1...81)
        let part = try mel.slice(frames: .indices(from: 0, to: 3))
        #expect(throws: SpectralFault.shapesDiffer([257, 126], [257, 3])) {
            try Spectrogram.combine(mel, .add, part)
        }
    }

    @Test func optionsThatCannotBeAreFaults() throws {
        #expect(throws: FramingFault.self) { try Framing(window: 0) }
        #expect(throws: FramingFault.self) { try Framing(window: Int.max) }
        #expect(throws: FramingFault.self) { try Framing(hop: -1) }
        #expect(throws: FramingFault.transformTooShort(256, window: 512)) {
            try Framing(window: 512, hop: 128, transform: 256)
        }
        func bank(_ bands: Int, from: Double = 0, to: Double? = nil) throws {
            _ = try MelAnalysis(rate: 8000, framing: framing, bands: bands, minimum: from, maximum: to)
        }
        #expect(throws: SpectralFault.frequenciesOutOfRange(from: 0, to: 5000, nyquist: 4000)) {
            try bank(40, to: 5000)
        }
        #expect(throws: SpectralFault.self) { try bank(40, from: 3000, to: 2000) }
        #expect(throws: SpectralFault.self) { try bank(40, from: .nan) }
        #expect(throws: SpectralFault.bandsOutOfRange(0)) { try bank(0) }
        #expect { try bank(400) } throws: { error in
            guard case SpectralFault.emptyBands(let empty, of: 400, transform: 512)? = error as? SpectralFault
            else { return false }
            return empty > 0 && (error as? SpectralFault)?.remedy?.contains("'empty'") == true
        }
        let other = try sweep.resampled(to: 4000)
        #expect(throws: SpectralFault.rateDiffers(4000, analysis: 8000)) {
            try MelAnalysis(rate: 8000, framing: framing, bands: 40).spectrogram(of: other)
        }
        #expect(throws: SpectralFault.floorOutOfRange(0)) { try sweep.stft(framing, as: .decibels(floor: 0)) }
        let loud = try Signal.combine(sweep, .multiply, 1e30)
        #expect(throws: SpectralFault.tooLoud) { try loud.stft(framing) }
    }

    @Test func aLifterWeighsTheCoefficients() throws {
        let analysis = try MelAnalysis(rate: 8000, framing: framing, bands: 40)
        let plain = try analysis.cepstrum(of: sweep, count: 13)
        let lifted = try analysis.cepstrum(of: sweep, count: 13, lifter: 22)
        for n in 0..<13 {
            let factor = Float(1 + 11 * sin(Double.pi * Double(n + 1) / 22))
            for t in [0, 50, 125] {
                let (a, b) = (plain.tensor.floats[n * plain.frames + t], lifted.tensor.floats[n * plain.frames + t])
                #expect(abs(a * factor - b) <= 1e-4 * max(1, abs(b)))
            }
        }
        #expect(throws: SpectralFault.coefficientsOutOfRange(41, bands: 40)) {
            try analysis.cepstrum(of: sweep, count: 41)
        }
        #expect(throws: SpectralFault.self) { try analysis.cepstrum(of: sweep, lifter: -1) }
    }

    @Test func differencesOfALineAndAParabolaAreExact() throws {
        let frames = 20
        let line = (0..<frames).map { 3 * Float($0) }
        let parabola = (0..<frames).map { Float($0 * $0) }
        let rows = Spectrogram(
            tensor: Tensor([2, frames], line + parabola), scale: .coefficients, rate: 1, window: 1, hop: 1, duration: 20
        )
        let first = try rows.difference().tensor.floats
        let second = try rows.difference(order: 2).tensor.floats
        for t in 4..<16 {
            #expect(abs(first[t] - 3) < 1e-5)
            #expect(abs(first[frames + t] - 2 * Float(t)) < 1e-4)
        }
        for t in 0..<frames {
            #expect(abs(second[t]) < 1e-4)
            #expect(abs(second[frames + t] - 2) < 1e-4)
        }
        #expect(throws: SpectralFault.tooFewFrames(20, width: 21)) { try rows.difference(width: 21) }
        #expect(throws: SpectralFault.widthOutOfRange(4)) { try rows.difference(width: 4) }
        let stack = try rows.stacked([rows.difference()])
        #expect(stack.tensor.shape == [4, frames])
    }

    @Test func everyOperationGivesTheSameBitsOnAnyNumberOfThreads() throws {
        func results(_ threads: Int) throws -> [[Float]] {
            let parallel = Parallel(threads: threads)
            let sound = try Tone(.sawtooth, frequency: 100, sweep: 3000).signal(
                seconds: 5, rate: 22050, parallel: parallel)
            let stereo = try Signal(
                Tensor([2, sound.samples], sound.tensor.floats + sound.tensor.floats.reversed()), rate: 22050)
            let framing = try Framing(window: 1024, hop: 256)
            let analysis = try MelAnalysis(rate: 22050, framing: framing, bands: 64)
            let (real, imaginary) = try sound.complexSTFT(framing, parallel: parallel)
            return try [
                sound.tensor, stereo.resampled(to: 16000, parallel: parallel).tensor,
                sound.stft(framing, parallel: parallel).tensor, real, imaginary,
                analysis.spectrogram(of: stereo, parallel: parallel).tensor,
                analysis.cepstrum(of: sound, parallel: parallel).tensor,
            ].map(\.floats)
        }
        let one = try results(1)
        #expect(try results(2) == one)
        #expect(try results(16) == one)
    }

    @Test(arguments: [1, 2]) func aLongTransformStopsWhenAskedTo(threads: Int) {
        let polls = Atomic(0)
        let parallel = Parallel(
            threads: threads,
            poll: {
                if polls.add(1, ordering: .relaxed).newValue > 3 { throw Interrupted() }
            })
        #expect(throws: Interrupted.self) { try sweep.stft(Framing(window: 512, hop: 1), parallel: parallel) }
        #expect(polls.load(ordering: .relaxed) < 20)
    }
}
