import Foundation
import Sound
import Tensors
import Testing

/// Mel banks with bands in which no bin lies, beside librosa's (0.11), which warns of them and goes on.
@Suite struct EmptyBandsTests {
    /// Two tones of 440 Hz and 3 kHz.
    private let tones: Signal

    init() throws {
        tones = try Signal(
            Tensor(
                [8192],
                (0..<8192).map { n in
                    let turn = 2 * Double.pi * Double(n) / 22050
                    return Float(0.5 * sin(440 * turn) + 0.25 * sin(3000 * turn))
                }), rate: 22050)
    }

    private func empty(_ bank: MelBank) -> [Int] { bank.triangles.indices.filter { bank.triangles[$0].weights.isEmpty } }

    @Test(arguments: [
        (44100.0, 512, 128, MelScale.slaney, 0.0, [0, 3, 6, 9, 14, 17, 20, 23, 28, 31, 36]),
        (44100, 1024, 229, .htk, 30, [2, 5, 6, 9, 12, 13, 16, 19, 24, 27, 32, 41]),
        (16000, 400, 128, .htk, 20, [2, 7, 16]), (16000, 512, 64, .htk, 125, []),
    ])
    func theSameBandsAreEmpty(
        rate: Double, transform: Int, bands: Int, scale: MelScale, minimum: Double, expected: [Int]
    ) throws {
        let bank = try MelBank(rate: rate, transform: transform, bands: bands, minimum: minimum, scale: scale)
        #expect(empty(bank) == expected && bank.empty == expected.count)
    }

    @Test func theNumbersAreThoseOfLibrosa() throws {
        let framing = try Framing(window: 256, hop: 128)
        let analysis = try MelAnalysis(rate: 22050, framing: framing, bands: 128, allowsEmptyBands: true)
        #expect(empty(analysis.bank) == [0, 1, 4, 7, 8, 11, 14, 17, 18, 21, 24, 27, 28, 31, 34, 37, 38, 41, 46, 51])
        let power = try analysis.spectrogram(of: tones, as: .power).tensor
        #expect(power.shape == [128, 65])
        #expect(power.floats[14 * 65..<15 * 65].allSatisfy { $0 == 0 })
        #expect(abs(power.floats[15 * 65 + 10] - 11.867509) < 1e-3 && abs(power.floats[16 * 65 + 10] - 27.241686) < 1e-3)
        let levels = try analysis.spectrogram(of: tones).tensor.floats
        for (band, frame, level) in [(14, 10, -80), (15, 10, -3.608892), (20, 40, -17.525845), (80, 20, -14.099249)] {
            #expect(abs(Double(levels[band * 65 + frame]) - level) < 1e-3)
        }
        let cepstrum = try analysis.cepstrum(of: tones, count: 13).tensor.floats
        let expected = [
            -620.94867, 76.44606, 20.300182, 74.79849, -9.466317, -86.82106, -4.957584, -11.730034, -80.7012, -11.623915,
            20.097889,
            -44.733688, -6.943672,
        ]
        for (count, value) in expected.enumerated() { #expect(abs(Double(cepstrum[count * 65 + 20]) - value) < 2e-3) }
    }

    @Test func theyAreRefusedUnlessAskedFor() throws {
        let framing = try Framing(window: 512, hop: 128)
        func make(allowed: Bool) throws -> MelAnalysis {
            try MelAnalysis(
                rate: 22050, framing: framing, bands: 128, minimum: 125, maximum: 7500, scale: .htk, norm: .none,
                allowsEmptyBands: allowed)
        }
        #expect(throws: SpectralFault.emptyBands(3, of: 128, transform: 512)) { try make(allowed: false) }
        let power = try make(allowed: true).spectrogram(of: tones, as: .power).tensor.floats
        #expect([1, 6, 11].allSatisfy { power[$0 * 65 + 10] == 0 })
        #expect(abs(power[14 * 65 + 10] - 230.62589) < 0.02 && abs(power[16 * 65 + 10] - 1147.2762) < 0.1)
    }
}
