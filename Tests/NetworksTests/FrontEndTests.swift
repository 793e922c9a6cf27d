import Foundation
import Sound
import Tensors
import Testing
import Workplace

@testable import Networks

/// A mono sound of a few partials whose strength changes.
func sample(seconds: Double, rate: Double = 22050, level: Float = 0.3) throws -> Signal {
    let count = Int((seconds * rate).rounded())
    return try Signal(
        Tensor(
            [count],
            (0..<count).map { index in
                let time = Double(index) / rate
                let swell = 0.5 + 0.5 * sin(2 * .pi * 0.7 * time)
                return level * Float(sin(2 * .pi * 440 * time) + swell * sin(2 * .pi * (900 + 150 * time) * time))
            }), rate: rate)
}

@Suite struct FrontEndTests {
    @Test func countsFramesAsThePaperDoes() throws {
        #expect(try SoundFrontEnd(length: 2).frames == 87)
        #expect(try SoundFrontEnd(length: 5).frames == 216)
        #expect(try SoundFrontEnd(length: 5).samples == 110_250)
    }

    @Test func aShortClipFillsAsManyFramesAsItWouldAlone() throws {
        let frontEnd = try SoundFrontEnd(length: 2)
        for seconds in [0.3, 0.5, 1.99] {
            #expect(frontEnd.frames(seconds: seconds) == (try SoundFrontEnd(length: seconds)).frames)
        }
        #expect([2, 2.1, 60].map { frontEnd.frames(seconds: $0) } == [frontEnd.frames, frontEnd.frames, frontEnd.frames])
        #expect(frontEnd.frames(seconds: 0) == 1)
    }

    @Test func itsNumbersAreThoseOfTheMelSpectrogram() throws {
        let signal = try sample(seconds: 2)
        let frontEnd = try SoundFrontEnd(length: 2, bands: 64, minimum: 50, maximum: 8000)
        let features = try Hearing(frontEnd).features(of: signal)
        let mel = try MelAnalysis(rate: 22050, framing: Framing(), bands: 64, minimum: 50, maximum: 8000)
            .spectrogram(of: signal).tensor
        #expect(features.shape == [64, 87])
        #expect(features.floats == mel.floats)
        #expect(features.floats.max() == 0)
    }

    @Test func aShortSoundIsPaddedAndALongOneCut() throws {
        let hearing = try Hearing(SoundFrontEnd(length: 2, bands: 40))
        let short = try sample(seconds: 0.8)
        let padded = try Signal(
            Tensor([44100], short.tensor.floats + [Float](repeating: 0, count: 44100 - short.samples)), rate: 22050)
        #expect(try hearing.features(of: short).floats == hearing.features(of: padded).floats)
        let long = try sample(seconds: 3)
        let cut = try long.slice(.indices(from: 0, to: 44100))
        #expect(try hearing.features(of: long).floats == hearing.features(of: cut).floats)
    }

    @Test func tenMillisecondsAreEnough() throws {
        let features = try Hearing(SoundFrontEnd(length: 2, bands: 40)).features(of: sample(seconds: 0.01))
        #expect(features.shape == [40, 87])
        #expect(features.floats.allSatisfy { $0.isFinite && (-80...0).contains($0) })
        #expect(features.floats.max() == 0 && features.floats.last == -80)
    }

    @Test(arguments: [0, 1e-9 as Float])
    func silenceIsTheFloorEverywhere(level: Float) throws {
        let features = try Hearing(SoundFrontEnd(length: 1)).features(of: sample(seconds: 1, level: level))
        #expect(features.floats.allSatisfy { $0 == -80 })
    }

    @Test func otherRatesAndChannelsAreHeardAlike() throws {
        let hearing = try Hearing(SoundFrontEnd(length: 1, bands: 32, maximum: 6000))
        let (low, high) = (try sample(seconds: 1), try sample(seconds: 1, rate: 48000))
        let stereo = try Signal(Tensor([2, high.samples], high.tensor.floats + high.tensor.floats), rate: 48000)
        let (a, b) = (try hearing.features(of: low).floats, try hearing.features(of: stereo).floats)
        #expect(try b == hearing.features(of: high).floats)
        // Where there is something to hear; at the ends the two are cut differently.
        let worst = zip(a, b).filter { $0.0 > -40 }.map { abs($0 - $1) }.max()
        #expect(try #require(worst) < 0.5)
    }

    @Test func clipsAreCutIntoExamples() throws {
        let frontEnd = try SoundFrontEnd(rate: 1000, length: 2, bands: 4, window: 64, hop: 32)
        func starts(_ seconds: Double, overlapping: Bool = false) -> [Double] {
            let segments = frontEnd.segments(seconds: seconds, overlapping: overlapping)
            #expect(segments.allSatisfy { abs($0.upperBound - $0.lowerBound - 2) < 1e-9 })
            return segments.map(\.lowerBound)
        }
        #expect(starts(0) == [0])
        #expect(starts(0.01) == [0])
        #expect(starts(2) == [0])
        #expect(starts(2.199) == [0])
        #expect(starts(2.2) == [0, 0.2])
        #expect(starts(4) == [0, 2])
        #expect(starts(5) == [0, 2, 3])
        #expect(starts(5, overlapping: true) == [0, 1, 2, 3])
        #expect(starts(5.5, overlapping: true) == [0, 1, 2, 3, 3.5])
        #expect(starts(.nan) == [0])
    }

    @Test func cepstraAreThoseOfTheSoundAndAsManyAsAreAskedFor() throws {
        let signal = try sample(seconds: 1.2)
        let frontEnd = try SoundFrontEnd(length: 2, bands: 40, minimum: 50, features: Cepstra(13))
        #expect(frontEnd.rows == 13)
        let hearing = try Hearing(frontEnd)
        let features = try hearing.features(of: signal)
        let padded = try Signal(
            Tensor([44100], signal.tensor.floats + [Float](repeating: 0, count: 44100 - signal.samples)), rate: 22050)
        let cepstrum = try MelAnalysis(rate: 22050, framing: Framing(), bands: 40, minimum: 50)
            .cepstrum(of: padded, count: 13).tensor
        #expect(features.shape == [13, 87])
        #expect(features.floats == cepstrum.floats)
        let segments = try hearing.segments(of: signal).features
        #expect(segments.shape == [1, 13, 87] && segments.floats == features.floats)
    }

    /// Every set of features there is, with its options as they are when nobody says.
    @Test func eachSetOfFeaturesIsWholeAndStaysItself() throws {
        #expect(frameFeatures[0].mark == nil && Set(frameFeatures.map { $0.word }).count == frameFeatures.count)
        let marks = frameFeatures.dropFirst().map { $0.mark }
        #expect(!marks.contains(nil) && Set(marks).count == marks.count)
        for type in frameFeatures {
            let features = try type.chosen(by: Choices(verb: "cnn", [:]))
            #expect(features.facts.contains { $0.key == type.mark } || type.mark == nil, "\(type)")
            let frontEnd = try SoundFrontEnd(length: 1, bands: 64, features: features)
            #expect(try JSONDecoder().decode(SoundFrontEnd.self, from: JSONEncoder().encode(frontEnd)) == frontEnd)
            let heard = try Hearing(frontEnd).features(of: sample(seconds: 0.9))
            #expect(heard.shape == [frontEnd.rows, frontEnd.frames] && heard.floats.allSatisfy(\.isFinite), "\(type)")
            #expect(heard.axes[1].unit == "s" && (heard.axes[0].unit == "Hz" || !type.areBands), "\(heard.axes)")
            let silence = try Hearing(frontEnd).features(
                of: Signal(Tensor([100], [Float](repeating: 0, count: 100)), rate: 22050))
            #expect(silence.floats.allSatisfy { $0 == -80 } || !type.areDecibels, "\(type)")
        }
    }

    @Test func refusesWhatThereCannotBe() throws {
        #expect(throws: FrontEndFault.coefficients(41, ofBands: 40)) {
            try SoundFrontEnd(length: 1, bands: 40, features: Cepstra(41))
        }
        #expect(throws: FrontEndFault.coefficients(0, ofBands: 40)) {
            try SoundFrontEnd(length: 1, bands: 40, features: Cepstra(0))
        }
        #expect(throws: FrontEndFault.notAStandard) {
            try SoundFrontEnd(length: 1, bands: 40, standard: Standard(means: [1, 2], deviations: [1, 2]))
        }
        #expect(throws: FrontEndFault.notARate(99)) { try SoundFrontEnd(rate: 99, length: 1) }
        #expect(throws: FrontEndFault.self) { try SoundFrontEnd(rate: .infinity, length: 1) }
        #expect(throws: FrontEndFault.self) { try SoundFrontEnd(rate: .nan, length: .nan) }
        #expect(throws: FrontEndFault.lengthOutOfRange(0)) { try SoundFrontEnd(length: 0) }
        #expect(throws: FrontEndFault.self) { try SoundFrontEnd(length: 1, standard: Standard(deviation: 0)) }
        #expect(throws: FrontEndFault.self) { try SoundFrontEnd(length: 3600, bands: 4096, hop: 1) }
        #expect(throws: FramingFault.self) { try SoundFrontEnd(length: 1, hop: 0) }
        #expect(throws: SpectralFault.self) { try Hearing(SoundFrontEnd(length: 1, bands: 128, window: 256)) }
        #expect(throws: SpectralFault.self) { try Hearing(SoundFrontEnd(length: 1, maximum: 20000)) }
    }

    @Test func staysItselfInAFileAndIsCheckedThere() throws {
        let frontEnd = try SoundFrontEnd(
            length: 2.5, bands: 40, minimum: 20, scale: .htk, norm: .none, standard: Standard(mean: -41.5, deviation: 17))
        let text = try JSONEncoder().encode(frontEnd)
        #expect(try JSONDecoder().decode(SoundFrontEnd.self, from: text) == frontEnd)
        // As files were before there was a choice.
        #expect(!String(decoding: text, as: UTF8.self).contains("coefficients"))
        let cepstral = try SoundFrontEnd(
            length: 1, bands: 40, features: Cepstra(3), standard: Standard(means: [-200, 3, 0.5], deviations: [40, 7, 2]))
        #expect(try JSONDecoder().decode(SoundFrontEnd.self, from: JSONEncoder().encode(cepstral)) == cepstral)
        let broken = String(decoding: text, as: UTF8.self).replacingOccurrences(of: "\"hop\":512", with: "\"hop\":0")
        #expect(throws: FramingFault.self) { try JSONDecoder().decode(SoundFrontEnd.self, from: Data(broken.utf8)) }
    }
}

/// Long clips, read segment by segment.
@Suite struct HearingFileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "foley-hearing-\(UUID().uuidString)").path

    private func write(_ signal: Signal, _ format: SoundFormat = .wavFloat) throws -> String {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = folder + "/clip"
        try signal.write(to: path, as: format)
        return path
    }

    @Test(arguments: [22050, 44100, 16000, 44099] as [Double], [SoundFormat.wavFloat, .flac24])
    func segmentsOfAFileAreThoseOfTheWholeSound(rate: Double, format: SoundFormat) throws {
        defer { do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record(error) } }
        let signal = try sample(seconds: 7.3, rate: rate, level: 0.25)
        let path = try write(signal, format)
        let frontEnd = try SoundFrontEnd(length: 2, bands: 32, maximum: 7000)
        let hearing = try Hearing(frontEnd)
        for overlapping in [false, true] {
            let whole = try hearing.segments(of: SoundFile.read(path), overlapping: overlapping)
            let count = frontEnd.segments(seconds: signal.duration, overlapping: overlapping).count
            #expect(whole.starts.count == count)
            let parts = try hearing.segments(
                ofFile: path, shownAs: "clip", seconds: signal.duration, overlapping: overlapping, numbers: 0..<count
            ).features
            let worst = zip(whole.features.floats, parts.floats).map { abs($0 - $1) }.max()
            #expect(try #require(worst) < (rate == 22050 ? 1e-6 : 0.05))
            let some = try hearing.segments(
                ofFile: path, shownAs: "clip", seconds: signal.duration, overlapping: overlapping, numbers: 1..<3
            ).features
            #expect(some.floats == Array(parts.floats[some.count / 2..<some.count / 2 * 3]))
        }
    }

    @Test func aFileThatEndsEarlySaysSo() throws {
        defer { do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record(error) } }
        let path = try write(sample(seconds: 5), .flac16)
        let hearing = try Hearing(SoundFrontEnd(length: 2, bands: 32))
        #expect(throws: SoundFileFault.self) {
            try hearing.segments(ofFile: path, shownAs: "clip", seconds: 7, numbers: 0..<4)
        }
        let bytes = try Data(contentsOf: URL(filePath: path))
        try bytes.prefix(bytes.count / 2).write(to: URL(filePath: path))
        #expect(throws: SoundFileFault.self) {
            try hearing.segments(ofFile: path, shownAs: "clip", seconds: 5, numbers: 0..<3)
        }
    }
}
