internal import CKernels

/// How numbers of images lie: number (image, channel, row, column) is at
/// `image images + channel / lanes groups + row rows + column columns + channel % lanes within`.
public struct ImageOrder: Hashable, Sendable {
    public var lanes, images, groups, rows, columns, within: Int

    public init(lanes: Int, images: Int, groups: Int, rows: Int, columns: Int, within: Int) {
        (self.lanes, self.images, self.groups) = (lanes, images, groups)
        (self.rows, self.columns, self.within) = (rows, columns, within)
    }

    fileprivate var order: foley_order {
        foley_order(lanes: lanes, images: images, groups: groups, rows: rows, columns: columns, within: within)
    }
}

extension Kernels {
    /// `y = x`, each as it lies; lanes of y that no channel fills become zero.
    public static func reorder(
        _ x: UnsafePointer<Float>, _ from: ImageOrder, to y: Floats, _ to: ImageOrder, images: Int, channels: Int,
        rows: Int, columns: Int
    ) {
        var (from, to) = (from.order, to.order)
        foley_reorder(images, channels, rows, columns, &from, x, &to, y)
    }
}

/// `y[f, i, j] = bias[f] + sum over c, k, l of w[f, c, k, l] x[c, i + k - above, j + l - before]`, and its gradients.
///
/// y lies in lanes next to each other, `ConvolutionKernel.lanes` or a multiple. What a number is does not depend on what
/// else is computed, nor on the level of instructions but for sse4.
public struct ConvolutionKernel: @unchecked Sendable {
    private var kernel: foley_convolution

    /// What lanes are a multiple of at every level.
    public static let lanes = 16

    /// Rows and columns, of pictures or of filters.
    public typealias Size = (rows: Int, columns: Int)

    /// - Parameters:
    ///   - winograd: by Winograd's method, of 3x3 filters where x lies as y has to.
    ///   - zeros: before the first row and the first column; behind the last there are as many as y needs.
    public init(
        images: Int, channels: Int, filters: Int, size: Size, to out: Size, window: Size, zeros: Size, x: ImageOrder,
        y: ImageOrder, winograd: Bool
    ) {
        precondition(y.lanes % Self.lanes == 0 && y.within == 1)
        precondition(!winograd || (window == (3, 3) && x.lanes % Self.lanes == 0 && x.within == 1))
        kernel = foley_convolution(
            images: images, channels: channels, filters: filters, rows: size.rows, columns: size.columns,
            rows_out: out.rows, columns_out: out.columns, down: window.rows, across: window.columns, above: zeros.rows,
            before: zeros.columns, x: x.order, y: y.order, winograd: winograd ? 1 : 0)
    }

    private func ask<R>(_ body: (UnsafePointer<foley_convolution>) -> R) -> R {
        withUnsafePointer(to: kernel) { body($0) }
    }

    /// Floats of the weights as they are ordered.
    public var weights: Int { ask { Int(foley_convolution_weights($0)) } }
    /// Floats to work in: of `convolve`, and of `gradient`.
    public var room: Int { ask { Int(foley_convolution_room($0)) } }
    public var gradientRoom: Int { ask { Int(foley_convolution_gradient_room($0)) } }

    /// Orders weights (filters, channels, rows, columns); turned, those of the gradient of x, which is a convolution of
    /// y's gradient: the weights are (channels, filters, rows, columns) then.
    public func order(_ weights: UnsafePointer<Float>, turned: Bool = false, to ordered: Kernels.Floats) {
        ask { foley_convolution_order($0, turned ? 1 : 0, weights, ordered) }
    }

    /// With `rectified`, max(y, 0).
    public func convolve(
        _ x: UnsafePointer<Float>, _ ordered: UnsafePointer<Float>, bias: UnsafePointer<Float>?, rectified: Bool = false,
        to y: Kernels.Floats, room: Scratch
    ) {
        ask { foley_convolve($0, x, ordered, bias, rectified ? 1 : 0, y, room.start) }
    }

    /// The gradients of the weights, (filters, channels, rows, columns), and of the bias.
    public func gradient(
        _ x: UnsafePointer<Float>, dy: UnsafePointer<Float>, weights: Kernels.Floats, bias: Kernels.Floats, room: Scratch
    ) {
        ask { foley_convolution_gradient($0, x, dy, weights, bias, room.start) }
    }
}
