import Language
import Programs
import Sound
import Study
import Workplace

private let count = Parameter<Int>("count", default: 20, in: 1...4096, "How many coefficients")
private let lifter = Parameter<Int>(
    "lifter", default: 0, in: 0...1000, "Weight coefficient n by 1 + (L / 2) sin(pi n / L); 0: not at all")
private let deltas = Parameter<Int>(
    "deltas", default: 0, in: 0...2, "Add the first (1) and second (2) differences over time as rows below")

extension Verb {
    static let mfcc = Verb(
        Signature(
            "mfcc", family: "Sound", "Mel-frequency cepstral coefficients",
            details: """
                The orthonormal DCT-II of the log-mel spectrum (reference 1, 80 dB deep): the first coefficient is the loudness of a \
                frame, the next describe ever finer ripples across the bands. Differences are slopes of a line or parabola fitted \
                over 9 frames (Savitzky-Golay).
                """,
            operand: .init("SOUND", [SoundValue.type], "The sound to look at"),
            options: [count, lifter, deltas] + [MelOptions.bands] + FrameOptions.all + MelOptions.all.dropFirst(),
            gives: SpectrogramValue.type,
            examples: [.init("c = mfcc (tone 440 Hz), count: 13", gives: "13 coefficients x 87 frames · 1.0 s · -478.4..200.4")])
    ) { call in
        let signal = try call.work.mixedDown(call.operand(as: SoundValue.self).signal)
        let coefficients = try call.melAnalysis(rate: signal.rate).cepstrum(
            of: signal, count: call(count), lifter: Double(call(lifter)), parallel: call.context.parallel)
        let orders = try call(deltas)
        guard orders > 0 else { return SpectrogramValue(coefficients) }
        return SpectrogramValue(try coefficients.stacked((1...orders).map { try coefficients.difference(order: $0) }))
    }
}
