/// X as it is in its source.
package struct StreamedOperator: DataOperator {
    package let pixelSide: any DataSide
    package let positionSide: any DataSide
    package let squaredNorm: Double

    package init(_ data: AnalysisData) {
        pixelSide = IdentitySide(count: data.pixels.count)
        positionSide = StreamedSide(data)
        squaredNorm = data.squaredNorm
    }

    /// 0: the products are the data's own.
    package func uncertainty(of model: ProjectedModel) -> Double { 0 }
}
