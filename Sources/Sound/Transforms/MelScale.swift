internal import Glibc

/// Pitch as it is heard, against frequency.
public enum MelScale: String, Sendable, CaseIterable, Codable {
    /// Slaney, "Auditory toolbox" (1998): f / (200/3) below 1 kHz, then 15 + 27 ln(f / 1000) / ln 6.4.
    case slaney
    /// The HTK book: 2595 log10(1 + f / 700).
    case htk

    public func mel(hertz: Double) -> Double {
        switch self {
        case .slaney: hertz < 1000 ? hertz * 3 / 200 : 15 + 27 * log(hertz / 1000) / log(6.4)
        case .htk: 2595 * log10(1 + hertz / 700)
        }
    }

    public func hertz(mel: Double) -> Double {
        switch self {
        case .slaney: mel < 15 ? mel * 200 / 3 : 1000 * exp((mel - 15) * log(6.4) / 27)
        case .htk: 700 * (pow(10, mel / 2595) - 1)
        }
    }
}
