internal import Glibc
import Tensors

/// How a gradient becomes a step.
public enum Optimiser: String, Hashable, Codable, Sendable, CaseIterable {
    /// By running means of the gradient and its square; Kingma and Ba (2015), betas 0.9 and 0.999, epsilon 1e-8.
    case adam
    /// Adam with its decay taken off the weights themselves, and not added to the gradient; Loshchilov and Hutter,
    /// "Decoupled weight decay regularization" (2019).
    case adamw
    /// Downhill with momentum: `v = momentum v + g`, a step of `rate v`.
    case sgd
    /// Downhill with a look ahead: `v = momentum v + g`, a step of `rate (g + momentum v)`; Nesterov (1983) as
    /// Sutskever et al. (2013) write it.
    case nesterov
    /// By the ratio of the running sizes of steps and gradients; Zeiler (2012), rho 0.95, epsilon 1e-6.
    case adadelta

    /// How many numbers it keeps for each weight.
    var moments: Int {
        switch self {
        case .sgd, .nesterov: 1
        case .adam, .adamw, .adadelta: 2
        }
    }

    /// Whether it takes a momentum.
    public var hasMomentum: Bool { self == .sgd || self == .nesterov }

    /// The highest rate that suits it where nobody says otherwise.
    public var usualRate: Double {
        switch self {
        case .adam, .adamw: 0.002
        case .sgd, .nesterov: 0.02
        case .adadelta: 1
        }
    }
}

/// One step of a course: what is the same for all weights.
struct Move {
    private let optimiser: Optimiser
    private let rate, momentum, decay: Float
    /// What Adam's means are multiplied by because they began at zero: `1 / (1 - beta^n)`.
    private let c1, c2: Float

    /// Step `step` of `total`, from 0.
    init(_ course: Course, step: Int, of total: Int) {
        optimiser = course.optimiser
        rate = Float(course.rate(at: step, of: total))
        momentum = Float(course.momentum)
        decay = Float(course.decay)
        c1 = Float(1 / (1 - pow(0.9, Double(step + 1))))
        c2 = Float(1 / (1 - pow(0.999, Double(step + 1))))
    }

    /// Moves `count` weights; `gradient` is used up.
    ///
    /// - Parameters:
    ///   - moments: where the optimiser's numbers for these weights lie, as many arrays as it has.
    ///   - decays: false for weights that are not drawn to zero.
    func take(_ weights: Memory, _ moments: [Memory], gradient: Memory, count: Int, decays: Bool) {
        if optimiser != .adamw && decays && decay > 0 {
            Kernels.add(weights, times: decay, count: count, to: gradient)
        }
        switch optimiser {
        case .adam, .adamw:
            Kernels.adam(
                weights, m: moments[0], v: moments[1], gradient: gradient, count: count, rate: rate, c1: c1, c2: c2,
                decay: optimiser == .adamw && decays ? decay : 0)
        case .sgd, .nesterov:
            Kernels.momentum(
                weights, velocity: moments[0], gradient: gradient, count: count, rate: rate, momentum: momentum,
                ahead: optimiser == .nesterov)
        case .adadelta:
            Kernels.adadelta(
                weights, squares: moments[0], moves: moments[1], gradient: gradient, count: count, rate: rate)
        }
    }
}
