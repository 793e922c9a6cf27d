internal import Glibc
public import Tensors

/// What power spectra are turned into.
public enum SpectralMeasure: Hashable, Sendable {
    case power
    /// The root of the power.
    case magnitude
    /// 10 log10(max(S, 1e-10) / reference), no less than `floor` under the greatest.
    case decibels(Reference = .maximum, floor: Double = 80)

    public enum Reference: Hashable, Sendable {
        /// The greatest power there is.
        case maximum
        case power(Double)
    }
}

extension Spectrogram {
    /// A power spectrogram in another measure.
    ///
    /// Relative to its maximum, silence (no power above 1e-10) is at the floor everywhere: it has no maximum to be
    /// compared with, and calling it as loud as can be (0 dB, as librosa does) would say the opposite of what it is.
    /// Throws `SpectralFault`.
    public func measured(as measure: SpectralMeasure, parallel: Parallel = Parallel()) throws -> Spectrogram {
        guard scale == .power else { throw SpectralFault.notPower }
        guard tensor.withFloats(Kernels.allFinite) else { throw SpectralFault.tooLoud }
        let maximum = range.upperBound
        switch measure {
        case .power: return self
        case .magnitude:
            return with(
                tensor.withFloats { power in
                    Tensor(tensor.shape, axes: tensor.axes) { out in
                        for i in power.indices { out[i] = power[i].squareRoot() }
                    }
                }, scale: .magnitude)
        case .decibels(let reference, let floor):
            return try decibels(reference, floor: floor, maximum: maximum, parallel: parallel)
        }
    }

    private func decibels(
        _ reference: SpectralMeasure.Reference, floor: Double, maximum: Float, parallel: Parallel
    ) throws -> Spectrogram {
        guard floor > 0, floor <= 1000 else { throw SpectralFault.floorOutOfRange(floor) }
        let smallest: Float = 1e-10
        let top = Self.level(max(maximum, smallest))
        let offset: Float
        let unit: Double
        switch reference {
        case .maximum:
            // Above a maximum that is no more than the smallest power, everything lies at the floor.
            offset = maximum > smallest ? top : top + Float(floor)
            unit = Double(max(maximum, smallest))
        case .power(let power):
            offset = Float(10 * log10(max(power, 1e-10)))
            unit = max(power, 1e-10)
        }
        let least = maximum > smallest || reference != .maximum ? top - offset - Float(floor) : -Float(floor)
        let levels = try tensor.withFloats { power in
            try Tensor(tensor.shape, axes: tensor.axes) { out in
                try parallel.forEachRange(of: power.count, by: 1 << 16) { range in
                    Kernels.decibels(
                        power.baseAddress! + range.lowerBound, count: range.count, smallest: smallest, offset: offset,
                        floor: least, to: out.baseAddress! + range.lowerBound)
                }
            }
        }
        return with(levels, scale: .decibels(reference: unit))
    }

    /// The level of one power by the very arithmetic of `Kernels.decibels`, so that the maximum is exactly 0 dB.
    private static func level(_ power: Float) -> Float {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 2) { pair in
            pair.initialize(repeating: power)
            Kernels.decibels(UnsafePointer(pair.baseAddress!), count: 1, to: pair.baseAddress! + 1)
            return pair[1]
        }
    }
}
