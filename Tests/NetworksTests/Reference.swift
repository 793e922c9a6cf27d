import Tensors

@testable import Networks

/// Networks of convolutions, normalisations, rectifiers and pools in prediction, computed in double precision straight
/// from the formulas.
struct Reference {
    var layers: [any Layer]
    var shapes: [Shape]

    /// For `count` examples of standard normal numbers, row-major.
    func outputs(_ weights: Weights, count: Int) -> [Float] {
        let size = shapes[0].reduce(1, *)
        let input = Scratch(count * size)
        Philox(seed: 12, purpose: "input").fillNormal(input.memory)
        return (0..<count).flatMap { example -> [Float] in
            var x = input.memory[example * size..<(example + 1) * size].map(Double.init)
            var (parameters, statistics) = (weights.parameters.map(Double.init)[...], weights.statistics.map(Double.init)[...])
            for (layer, shape) in zip(layers, shapes) {
                func take(_ list: inout ArraySlice<Double>, _ count: Int) -> [Double] {
                    defer { list = list.dropFirst(count) }
                    return Array(list.prefix(count))
                }
                switch layer {
                case let layer as Convolution:
                    let weights = take(&parameters, layer.filters * shape[0] * layer.rows * layer.columns)
                    x = convolved(x, shape, layer, weights, bias: take(&parameters, layer.filters))
                case is BatchNormalisation:
                    let cells = shape[1] * shape[2]
                    let (scale, shift) = (take(&parameters, shape[0]), take(&parameters, shape[0]))
                    let (mean, variance) = (take(&statistics, shape[0]), take(&statistics, shape[0]))
                    x = x.enumerated().map { i, value in
                        let c = i / cells
                        return scale[c] * (value - mean[c]) / (variance[c] + 1e-3).squareRoot() + shift[c]
                    }
                case is ReLU: x = x.map { max($0, 0) }
                case is ELU: x = x.map { $0 > 0 ? $0 : exponential($0) - 1 }
                case let layer as MaxPool: x = pooled(x, shape, layer)
                default: preconditionFailure("no formula for \(layer.summary)")
                }
            }
            return x.map { Float($0) }
        }
    }

    private func convolved(_ x: [Double], _ shape: Shape, _ layer: Convolution, _ weights: [Double], bias: [Double]) -> [Double] {
        let (rows, columns) = (shape[1], shape[2])
        let before = layer.padding == .same ? ((layer.rows - 1) / 2, (layer.columns - 1) / 2) : (0, 0)
        let output = try! layer.output(for: shape)
        var y: [Double] = []
        for filter in 0..<layer.filters {
            for i in 0..<output[1] {
                for j in 0..<output[2] {
                    var sum = bias[filter]
                    for c in 0..<shape[0] {
                        for k in 0..<layer.rows {
                            for l in 0..<layer.columns {
                                let (row, column) = (i + k - before.0, j + l - before.1)
                                guard (0..<rows).contains(row), (0..<columns).contains(column) else { continue }
                                sum +=
                                    weights[((filter * shape[0] + c) * layer.rows + k) * layer.columns + l]
                                    * x[(c * rows + row) * columns + column]
                            }
                        }
                    }
                    y.append(sum)
                }
            }
        }
        return y
    }

    private func pooled(_ x: [Double], _ shape: Shape, _ layer: MaxPool) -> [Double] {
        var y: [Double] = []
        for c in 0..<shape[0] {
            for i in 0..<shape[1] / layer.rows {
                for j in 0..<shape[2] / layer.columns {
                    var best = -Double.infinity
                    for k in 0..<layer.rows {
                        for l in 0..<layer.columns {
                            best = max(best, x[(c * shape[1] + i * layer.rows + k) * shape[2] + j * layer.columns + l])
                        }
                    }
                    y.append(best)
                }
            }
        }
        return y
    }

    /// By its series, halved until it is short.
    private func exponential(_ x: Double) -> Double {
        let small = x / 1024
        var (term, sum) = (1.0, 1.0)
        for n in 1...12 {
            term *= small / Double(n)
            sum += term
        }
        return (0..<10).reduce(sum) { power, _ in power * power }
    }
}
