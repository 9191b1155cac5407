import { Component, type ReactNode } from 'react';

type ErrorBoundaryProps = { readonly fallback: ReactNode; readonly children: ReactNode };

/** A pane that fails takes only itself down. React knows no function that does this. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}
