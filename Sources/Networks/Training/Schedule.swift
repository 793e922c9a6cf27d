internal import Glibc

/// How the rate of a training goes from its first step to its last.
public enum Schedule: String, Hashable, Codable, Sendable, CaseIterable {
    /// Up in a line over the first twentieth of all steps, then down to zero as half a cosine; Loshchilov and Hutter,
    /// "SGDR" (2017), without restarts.
    case cosine
    /// A tenth from the middle on, a hundredth in the last quarter.
    case step
    /// Up from 1/25 over the first three tenths and down to 1/250 000, both as half a cosine; Smith and Topin,
    /// "Super-convergence" (2018). The momentum stays as it is.
    case onecycle
    /// The same from first to last.
    case constant

    /// The share of steps in which the rate rises, where nobody says otherwise.
    public var warmup: Double {
        switch self {
        case .cosine: 0.05
        case .step, .constant: 0
        case .onecycle: 0.3
        }
    }

    /// The rate at `step` of `total`, `highest` at most; it rises over the share `warmup` of them.
    func rate(_ highest: Double, at step: Int, of total: Int, warmup: Double?) -> Double {
        let rising: Int
        switch (self, warmup) {
        case (.cosine, nil): rising = max(1, total / 20)
        case (_, let warmup): rising = Int((warmup ?? self.warmup) * Double(total))
        }
        if step < rising {
            guard self == .onecycle else { return highest * Double(step + 1) / Double(rising) }
            return highest * fall(to: 1 / 25, Double(rising - step) / Double(rising))
        }
        let progress = min(Double(step - rising) / Double(max(1, total - rising)), 1)
        switch self {
        case .cosine: return highest * fall(to: 0, progress)
        case .step: return highest / (4 * step >= 3 * total ? 100 : 2 * step >= total ? 10 : 1)
        case .onecycle: return highest * fall(to: 1 / 250_000, progress)
        case .constant: return highest
        }
    }

    /// From 1 at progress 0 to `low` at 1 as half a cosine.
    private func fall(to low: Double, _ progress: Double) -> Double {
        low + (1 - low) * 0.5 * (1 + cos(Double.pi * progress))
    }
}
