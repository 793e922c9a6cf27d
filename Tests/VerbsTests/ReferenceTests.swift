import Foundation
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// The verbs, with the settings a person would write, against librosa's arrays.
@Suite(.enabled(if: dataFolder != nil, "FOLEY_DATA is not set"))
struct VerbReferenceTests {
    @Test(arguments: [
        ("rooster_22k", "bands: 60, window: 1024 samples, hop: 512 samples"),
        ("digit7_8k", "bands: 40, window: 512 samples, hop: 128 samples"),
        ("chirp_16k", "bands: 60, window: 1024 samples, hop: 512 samples"),
    ])
    func spectralVerbsAgree(signal: String, settings: String) throws {
        let folder = try #require(dataFolder) + "/audio-reference/\(signal)"
        let frames = settings.split(separator: ", ").dropFirst().joined(separator: ", ")
        try compare(folder, "melspec clip, \(settings), scale: power", with: "mel_slaney_power")
        try compare(folder, "melspec clip, \(settings)", with: "logmel_slaney_db")
        try compare(
            folder, "melspec clip, bands: 40, formula: htk, norm: none, scale: power, \(frames)", with: "mel_htk_40_power")
        try compare(folder, "mfcc clip, count: 20, \(settings)", with: "mfcc_20")
        try compare(folder, "(mfcc clip, count: 20, deltas: 1, \(settings))[21 .. 40]", with: "mfcc_20_delta")
    }

    /// Within 1e-4 of the reference's largest magnitude.
    private func compare(_ folder: String, _ source: String, with reference: String) throws {
        let laboratory = try Laboratory()
        for name in ["signal.wav", "\(reference).npy"] {
            try FileManager.default.copyItem(atPath: folder + "/" + name, toPath: laboratory.folder + "/" + name)
        }
        let clip = "clip = load \"signal.wav\"\n"
        let ours = try #require(try laboratory.value(of: clip + source) as? SpectrogramValue).spectrogram.tensor
        let theirs = try #require(try laboratory.value(of: "import \"\(reference).npy\"") as? TensorValue).tensor
        #expect(ours.shape == theirs.shape, "\(source)")
        let largest = theirs.floats.map(abs).max() ?? 0
        let worst = zip(ours.floats, theirs.floats).map { abs($0 - $1) }.max() ?? .infinity
        #expect(worst <= 1e-4 * largest, "\(source): off by \(worst) of \(largest)")
    }
}
