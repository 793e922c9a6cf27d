import Foundation
import Tensors
import Testing

@testable import Sound

/// Against arrays that librosa 0.11 and Matlab computed.
@Suite(.enabled(if: dataFolder != nil, "FOLEY_DATA is not set")) struct ReferenceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let transform: Int
        let hop: Int
        let bands: Int
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "rooster_22k", transform: 1024, hop: 512, bands: 60),
        Case(name: "digit7_8k", transform: 512, hop: 128, bands: 40),
        Case(name: "chirp_16k", transform: 1024, hop: 512, bands: 60),
    ]

    let folder = (dataFolder ?? "") + "/audio-reference/"

    func signal(_ reference: Case) throws -> Signal { try SoundFile.read(folder + reference.name + "/signal.wav") }

    /// Expects all numbers within 1e-4 of the reference's largest magnitude.
    func compare(_ tensor: Tensor, _ reference: Case, _ array: String) throws {
        let expected = try NPY(folder + reference.name + "/" + array + ".npy")
        #expect(tensor.shape == expected.shape)
        let largest = expected.values.map(abs).max()!
        let worst = zip(tensor.floats, expected.values).map { abs(Double($0) - $1) }.max()!
        #expect(worst <= 1e-4 * largest, "\(array) is off by \(worst / largest) of its largest magnitude")
    }

    func analysis(_ reference: Case, htk: Bool = false) throws -> MelAnalysis {
        try MelAnalysis(
            rate: signal(reference).rate, framing: Framing(window: reference.transform, hop: reference.hop),
            bands: htk ? 40 : reference.bands, scale: htk ? .htk : .slaney, norm: htk ? .none : .slaney)
    }

    @Test(arguments: cases) func shortTimeSpectraAgree(reference: Case) throws {
        let (real, imaginary) = try signal(reference).complexSTFT(
            Framing(window: reference.transform, hop: reference.hop))
        try compare(real, reference, "stft_real")
        try compare(imaginary, reference, "stft_imag")
    }

    @Test(arguments: cases) func melSpectraAgree(reference: Case) throws {
        let sound = try signal(reference)
        try compare(analysis(reference).spectrogram(of: sound, as: .power).tensor, reference, "mel_slaney_power")
        try compare(analysis(reference).spectrogram(of: sound).tensor, reference, "logmel_slaney_db")
        try compare(
            analysis(reference, htk: true).spectrogram(of: sound, as: .power).tensor, reference, "mel_htk_40_power")
    }

    @Test(arguments: cases) func cepstraAndTheirDifferencesAgree(reference: Case) throws {
        let cepstrum = try analysis(reference).cepstrum(of: signal(reference))
        try compare(cepstrum.tensor, reference, "mfcc_20")
        try compare(cepstrum.difference().tensor, reference, "mfcc_20_delta")
    }

    @Test func filterBanksAgreeWithMatlab() throws {
        struct Bank: Decodable {
            let sr: Double, nfft: Int, nfilts: Int, width: Double, fmin: Double, fmax: Double, htk: Int
            let nonzero: [[Double]]
        }
        let banks = try JSONDecoder().decode(
            [Bank].self, from: Data(contentsOf: URL(fileURLWithPath: folder + "mel_filterbanks_matlab.json")))
        #expect(!banks.isEmpty)
        for bank in banks {
            try #require(bank.width == 1)
            let ours = try MelBank(
                rate: bank.sr, transform: bank.nfft, bands: bank.nfilts, minimum: bank.fmin, maximum: bank.fmax,
                scale: bank.htk == 1 ? .htk : .slaney, norm: .slaney)
            var expected = [Double](repeating: 0, count: bank.nfilts * bank.nfft)
            for entry in bank.nonzero { expected[Int(entry[0]) * bank.nfft + Int(entry[1])] = entry[2] }
            for band in 0..<bank.nfilts {
                let (start, weights) = ours.triangles[band]
                for bin in 0..<bank.nfft {
                    let weight = weights.indices.contains(bin - start) ? weights[bin - start] : 0
                    #expect(abs(weight - expected[band * bank.nfft + bin]) < 1e-6)
                }
            }
        }
    }

    @Test func melScalesAgreeWithMatlab() throws {
        let json = try JSONSerialization.jsonObject(
            with: Data(contentsOf: URL(fileURLWithPath: folder + "mel_scale_matlab.json")))
        let cases = try #require(json as? [String: [String: Any]])
        #expect(cases.count == 8)
        func numbers(_ value: Any?) -> [Double] { value as? [Double] ?? (value as? Double).map { [$0] } ?? [] }
        for (name, entry) in cases {
            let scale: MelScale = entry["htk"] as? Int == 1 ? .htk : .slaney
            let inputs = numbers(entry["f"])
            let results = numbers(entry["result"])
            try #require(!inputs.isEmpty && inputs.count == results.count)
            for (input, result) in zip(inputs, results) {
                let ours = name.contains("hz_to_mel") ? scale.mel(hertz: input) : scale.hertz(mel: input)
                #expect(abs(ours - result) <= 1e-9 * abs(result))
            }
        }
    }
}
