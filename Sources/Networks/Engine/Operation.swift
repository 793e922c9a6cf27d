internal import CDNN
import Tensors

/// A computation of oneDNN's for given shapes and layouts, with working memory of its own: one thread at a time.
final class Operation: @unchecked Sendable {
    private let operation: OpaquePointer
    private let what: String

    /// What an array means to an operation.
    enum Role: Int32 {
        case x = 1, y = 17, dx = 129, dy = 145
        case weights = 33, bias = 41, dweights = 161, dbias = 169
    }

    init(_ what: String, _ made: OpaquePointer?) throws {
        guard let made else { throw EngineFault.noOperation(what) }
        self.what = what
        operation = made
    }

    deinit { foley_dnn_free(operation) }

    /// Loads oneDNN when the first network computes.
    static func open() throws {
        if let problem = foley_dnn_open() { throw EngineFault.noLibrary(String(cString: problem)) }
    }

    /// Its working memory.
    var bytes: Int { foley_dnn_scratch(operation) }

    /// Whether oneDNN has nothing better for it than plain loops.
    var isSlow: Bool { foley_dnn_is_slow(operation) != 0 }

    func layout(of role: Role) -> Layout { Layout(foley_dnn_layout_of(operation, role.rawValue)) }

    func run(_ places: KeyValuePairs<Role, UnsafeMutablePointer<Float>>) throws {
        let status = withUnsafeTemporaryAllocation(of: Int32.self, capacity: places.count) { roles in
            withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer?.self, capacity: places.count) { addresses in
                for (index, (role, place)) in places.enumerated() {
                    roles.initializeElement(at: index, to: role.rawValue)
                    addresses.initializeElement(at: index, to: UnsafeMutableRawPointer(place))
                }
                return foley_dnn_run(operation, Int32(places.count), roles.baseAddress, addresses.baseAddress)
            }
        }
        if status != 0 { throw EngineFault.failed(what, status: Int(status)) }
    }
}

// MARK: What there is

extension Operation {
    /// Moves numbers from one layout to another.
    static func reorder(_ from: Layout, _ to: Layout) throws -> Operation {
        try withLayouts(from, to) { try Operation("reorder", foley_dnn_reorder($0, $1)) }
    }

    struct Convolution {
        let x, weights, bias, y: Layout
        /// Rows and columns of zeros before and after.
        let before, after: [Int64]

        /// Winograd's method takes less than half the products for 3x3 filters, at a cost in memory and in the last digits.
        enum Method: Int32 { case direct = 0, winograd = 1 }

        func forward(training: Bool, _ method: Method = .direct, rectifier: Rectifier = .none) throws -> Operation {
            try withLayouts(x, weights, bias, y) {
                try Operation(
                    "convolution",
                    foley_dnn_convolution(
                        training ? 1 : 0, method.rawValue, rectifier.rawValue, $0, $1, $2, $3, before, after))
            }
        }

        func data(_ forward: Operation, _ method: Method = .direct) throws -> Operation {
            try withLayouts(x, weights, y) {
                try Operation(
                    "convolution's gradient of its input",
                    foley_dnn_convolution_data(method.rawValue, $0, $1, $2, before, after, forward.operation))
            }
        }

        func weights(_ forward: Operation, _ method: Method = .direct) throws -> Operation {
            try withLayouts(x, weights, bias, y) {
                try Operation(
                    "convolution's gradient of its weights",
                    foley_dnn_convolution_weights(method.rawValue, $0, $1, $2, $3, before, after, forward.operation))
            }
        }
    }

    struct Dense {
        let x, weights, bias, y: Layout

        func forward(training: Bool) throws -> Operation {
            try withLayouts(x, weights, bias, y) {
                try Operation("dense", foley_dnn_dense(training ? 1 : 0, $0, $1, $2, $3))
            }
        }

        func data(_ forward: Operation) throws -> Operation {
            try withLayouts(x, weights, y) {
                try Operation("dense's gradient of its input", foley_dnn_dense_data($0, $1, $2, forward.operation))
            }
        }

        func weights(_ forward: Operation) throws -> Operation {
            try withLayouts(x, weights, bias, y) {
                try Operation(
                    "dense's gradient of its weights", foley_dnn_dense_weights($0, $1, $2, $3, forward.operation))
            }
        }
    }
}

private func withLayouts<R>(_ layouts: Layout..., body: ([OpaquePointer]) throws -> R) throws -> R {
    try Operation.open()
    return try Layout.with(layouts, body: body)
}

private func withLayouts<R>(_ a: Layout, _ b: Layout, _ body: (OpaquePointer, OpaquePointer) throws -> R) throws -> R {
    try withLayouts(a, b, body: { try body($0[0], $0[1]) })
}

func withLayouts<R>(
    _ a: Layout, _ b: Layout, _ c: Layout, _ body: (OpaquePointer, OpaquePointer, OpaquePointer) throws -> R
) throws -> R {
    try withLayouts(a, b, c, body: { try body($0[0], $0[1], $0[2]) })
}

private func withLayouts<R>(
    _ a: Layout, _ b: Layout, _ c: Layout, _ d: Layout,
    _ body: (OpaquePointer, OpaquePointer, OpaquePointer, OpaquePointer) throws -> R
) throws -> R {
    try withLayouts(a, b, c, d, body: { try body($0[0], $0[1], $0[2], $0[3]) })
}

/// The library of products and convolutions.
public enum OneDNN {
    /// The version that the program was built for, which is the only one that it loads.
    public static var version: String { String(cString: foley_dnn_version()) }
}

/// What keeps networks from computing on this machine.
public enum EngineFault: Fault, Equatable {
    case noLibrary(String)
    case noOperation(String)
    case failed(String, status: Int)

    public var cause: String {
        switch self {
        case .noLibrary(let problem): "networks need the library oneDNN: \(problem)"
        case .noOperation(let what): "oneDNN has no \(what) for this shape on this processor"
        case .failed(let what, let status): "oneDNN's \(what) failed with status \(status)"
        }
    }

    public var remedy: String? {
        switch self {
        case .noLibrary: "install the package libdnnl-dev"
        case .noOperation: "choose another size for the layer"
        case .failed: "there may be too little memory: choose a smaller batch"
        }
    }
}
